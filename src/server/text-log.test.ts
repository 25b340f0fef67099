import { beforeEach, expect, test } from "bun:test";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { TextLog } from "./text-log.ts";

let clock: FakeClock;
let written: string[];
let takeAll: () => void;
let failure: Error | undefined;
let isStuck: boolean;
let log: TextLog;

beforeEach(() => {
  clock = new FakeClock();
  written = [];
  failure = undefined;
  isStuck = false;
  const waiting: (() => void)[] = [];
  takeAll = () => {
    for (const take of waiting.splice(0)) take();
  };
  log = new TextLog((text, onWritten) => {
    const failed = failure;
    if (failed === undefined) written.push(text);
    if (isStuck) waiting.push(() => onWritten());
    else onWritten(failed);
  }, clock);
});

const at = "2030-01-01T00:00:00.000Z";

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

test("repeated entries are summed up, and others are not", () => {
  for (let count = 0; count < 1_000; count += 1) log.error("unexpected error", new Error("no"), { id: String(count) });
  log.warn("slow");
  expect(written).toHaveLength(21);
  clock.advance(60_000);
  expect(written.at(-1)).toBe("2030-01-01T00:01:00.000Z error unexpected error: 980 more of these in 60 s\n");
  log.error("unexpected error", new Error("no"), { id: "later" });
  expect(written.at(-1)).toContain('id="later"');
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
