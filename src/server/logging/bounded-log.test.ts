import { beforeEach, describe, expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { BoundedLog } from "./bounded-log.ts";
import { formats, type LogFormatName, type LogLevel, logLevels } from "./format.ts";

let clock: FakeClock;
let written: string[];
let takeAll: () => void;
let failure: Error | undefined;
let isStuck: boolean;
let waiting: (() => void)[];
let log: BoundedLog;

beforeEach(() => {
  clock = new FakeClock();
  written = [];
  failure = undefined;
  isStuck = false;
  waiting = [];
  takeAll = () => {
    for (const take of waiting.splice(0)) take();
  };
  log = open("text");
});

function open(format: LogFormatName, level: LogLevel = "info"): BoundedLog {
  const write = (text: string, onWritten: (error?: Error) => void): void => {
    const failed = failure;
    if (failed === undefined) written.push(text);
    if (isStuck) waiting.push(() => onWritten());
    else onWritten(failed);
  };
  return new BoundedLog({ write, clock, format: formats[format], level });
}

const at = "2030-01-01T00:00:00.000Z";

describe("text", () => {
  test("an entry is one line: the time, the level, the message, the fields", () => {
    log.info("stopping", { signal: "SIGTERM" });
    log.warn("slow", { ms: 12 });
    expect(written).toEqual([`${at} info stopping signal="SIGTERM"\n`, `${at} warn slow ms=12\n`]);
  });

  test("an error's stack and cause follow it", () => {
    log.error("broken", new Error("no", { cause: new Error("disk") }), { id: "ab" });
    expect(written[0]).toStartWith(`${at} error broken id="ab"\nError: no\n`);
    expect(written[0]).toEndWith("caused by Error: disk\n");
  });

  test("a newline in a message or a field begins no entry", () => {
    log.warn(`one\n${at} error two`, { path: `a\n${at} error three` });
    expect(written[0]?.split("\n")).toHaveLength(2);
  });
});

describe("json", () => {
  test("an entry is one object a line: time, level, message, fields, stack", () => {
    const json = open("json");
    json.info("stopping", { signal: "SIGTERM" });
    json.info("plain");
    json.error("broken", new Error("no", { cause: new Error("disk") }), { id: "ab" });
    expect(written.slice(0, 2)).toEqual([
      `{"time":"${at}","level":"info","message":"stopping","fields":{"signal":"SIGTERM"}}\n`,
      `{"time":"${at}","level":"info","message":"plain"}\n`,
    ]);
    const broken = parsed(written[2]);
    expect(broken).toMatchObject({ time: at, level: "error", message: "broken", fields: { id: "ab" } });
    expect(broken.stack).toMatch(/^Error: no\n[\s\S]*caused by Error: disk$/);
  });

  test.each([
    ["newlines", "one\ntwo\r\nthree\u2028four\u2029"],
    ["quotes", `"}\n{"level":"error","message":"forged`],
    ["control characters", "\u0000\u001b[31m\u007f\u0085"],
    ["lone surrogates", "\ud800 and \udc00"],
    ["64 KiB", "€".repeat(64 * 1024)],
    ["a pair that the bound cuts", `${"x".repeat(999)}😀${"x".repeat(999)}`],
  ])("a line is one object of Unicode, and bounded, with %s in it", (_, text) => {
    const json = open("json");
    json.warn(text, { text });
    json.error("broken", new Error(text), { text });
    for (const line of written) {
      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(line.length).toBeLessThan(16 * 1024);
      expect(line).not.toMatch(/\\u[dD][89a-fA-F]/);
      expect(parsed(line)).toMatchObject({ time: at, level: expect.any(String), message: expect.any(String) });
    }
    expect(written).toHaveLength(2);
  });
});

test.each(logLevels.map((level, index) => [level, logLevels.slice(0, index + 1)] as const))(
  "at the level %s these are written: %p",
  (level, expected) => {
    const levelled = open("json", level);
    levelled.debug?.("debug");
    levelled.info("info");
    levelled.warn("warn");
    levelled.error("error", new Error("no"));
    expect(written.map((line) => parsed(line).level)).toEqual(expected.toReversed());
    expect(levelled.debug === undefined).toBe(level !== "debug");
  },
);

test("repeated entries are summed up, and others are not", () => {
  for (let count = 0; count < 1_000; count += 1) log.error("unexpected error", new Error("no"), { id: String(count) });
  log.warn("slow");
  expect(written).toHaveLength(21);
  clock.advance(60_000);
  expect(written.at(-1)).toBe("2030-01-01T00:01:00.000Z error unexpected error: 980 more of these in 60 s\n");
  log.error("unexpected error", new Error("no"), { id: "later" });
  expect(written.at(-1)).toContain('id="later"');
});

test("of debug more is written, and that is bounded as well", () => {
  const debug = open("json", "debug");
  for (let count = 0; count < 5_000; count += 1) debug.debug?.("connection opened", { id: count });
  expect(written).toHaveLength(2_000);
  clock.advance(60_000);
  expect(parsed(written.at(-1)).message).toBe("connection opened: 3000 more of these in 60 s");
});

test("messages without end are summed up too", () => {
  for (let count = 0; count < 10_000; count += 1) log.warn(`strange ${count}`);
  expect(written.length).toBeLessThan(200);
  expect(clock.pendingCount).toBeLessThan(200);
});

test("lines that are lost are counted, and told when a line gets through", () => {
  failure = new Error("EPIPE");
  log.info("one");
  log.info("two");
  failure = undefined;
  log.info("three");
  log.info("four");
  expect(written).toEqual([`${at} warn log entries were lost count=2\n${at} info three\n`, `${at} info four\n`]);
});

test("a reader that takes nothing costs a bounded amount of memory", () => {
  isStuck = true;
  for (let minute = 0; minute < 100; minute += 1) {
    for (let count = 0; count < 20; count += 1) log.warn("x".repeat(1_000));
    clock.advance(60_000);
  }
  expect(written.join("").length).toBeLessThanOrEqual(256 * 1024);
  isStuck = false;
  takeAll();
  log.info("again");
  expect(written.at(-1)).toMatch(/warn log entries were lost count=\d+\n.* info again\n$/);
});

function parsed(line = ""): { level: string; message: string; stack?: string } {
  return JSON.parse(line);
}
