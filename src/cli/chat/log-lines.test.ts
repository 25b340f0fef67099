import { expect, test } from "bun:test";
import type { LogEntry } from "../../client/index.ts";
import { type Paint, paintAnsi, paintNothing } from "../terminal-text.ts";
import { type LineOptions, LogLayout, outboxLines, timeOf } from "./log-lines.ts";
import type { Notice } from "./terminal-log.ts";

const at = new Date(2026, 0, 31, 14, 3).getTime();
const ann = { id: "u_ann", nickname: "ann" };
const 小鱼 = { id: "u_fish", nickname: "小鱼" };
const options = { columns: 30, paint: paintNothing, userId: ann.id, hasNumbers: false };

class Log {
  entries: readonly LogEntry[] = [];
  notices: readonly Notice[] = [];

  add(entry: LogEntry): void {
    this.entries = [...this.entries, entry];
  }

  say(text: string): void {
    this.notices = [...this.notices, { text, afterSeq: this.entries.at(-1)?.seq ?? 0 }];
  }
}

function logOf(...events: readonly (readonly [type: "join" | "leave" | string, by: typeof ann])[]): Log {
  const log = new Log();
  for (const [index, [what, by]] of events.entries()) log.add(eventOf(index + 1, what, by));
  return log;
}

function logLines(log: Log, options: LineOptions): readonly string[] {
  return new LogLayout(options).of(log).newest(Number.POSITIVE_INFINITY);
}

function eventOf(seq: number, what: string, by: typeof ann): LogEntry {
  if (what === "join" || what === "leave") return { type: what, seq, at, by };
  return { type: "message", seq, at, by, clientMessageId: `m_0000000${seq}`, text: what };
}

test("a message has its time, its author and its lines; the user's own is marked once it is on the server", () => {
  expect(logLines(logOf(["你好", 小鱼], ["hello\nfish, are you in the garden?", ann]), options).slice(1)).toEqual([
    "14:03 小鱼: 你好",
    "14:03 ann: hello",
    "      fish, are you in the",
    "      garden? ✓",
  ]);
});

test("[P215a] a bot is called one beside its name", () => {
  const log = new Log();
  log.add({
    type: "message",
    seq: 1,
    at,
    by: { id: "b_builds", nickname: "builds", isBot: true },
    clientMessageId: "m_00000001",
    text: "green",
  });
  expect(logLines(log, options).slice(1)).toEqual(["14:03 builds (bot): green"]);
});

test("a message shows what it answers, that it was edited or deleted, its reactions, and its number when they are asked for", () => {
  const log = logOf(["你好", 小鱼]);
  const reactions = [
    { emoji: "👍", count: 2 },
    { emoji: "🎉", count: 1 },
  ];
  const message = { type: "message", at, by: ann, clientMessageId: "m_00000002", text: "hi" } as const;
  log.add({ ...message, seq: 2, reply: { seq: 1, by: 小鱼, text: "你\n好" }, editedAt: at, reactions });
  log.add({ ...message, seq: 3, by: 小鱼, text: "", isDeleted: true, reply: { seq: 9 } });
  expect(logLines(log, { ...options, hasNumbers: true, columns: 60 }).slice(1)).toEqual([
    ...["14:03 小鱼: 你好", "      #1"],
    ...["14:03 ↳ 小鱼: 你 好", "      ann: hi (edited) ✓", "      👍 2  🎉 1", "      #2"],
    ...["14:03 ↳ a message that is not kept any more", "      小鱼: (deleted)", "      #3"],
  ]);
});

test("each file of a message is a line with its size and how to get it; a message on its way names its files", () => {
  const log = new Log();
  const files = [
    { id: "f_1", name: "礁石.png", type: "image/png", byteLength: 1_500_000 },
    { id: "f_2", name: "a\u202egnp.exe", type: "application/octet-stream", byteLength: 7 },
  ];
  const message = { type: "message", seq: 12, at, by: ann, clientMessageId: "m_00000012", text: "" } as const;
  log.add({ ...message, files });
  expect(logLines(log, { ...options, columns: 60 }).slice(1)).toEqual([
    "14:03 ann: ✓",
    "      📎 礁石.png (1.5 MB): /download #12",
    "      📎 a\\u202egnp.exe (7 bytes): /download #12",
  ]);
  const outgoing = { clientMessageId: "m_00000001", conversationId: "lobby", text: "", files, createdAt: at } as const;
  expect(outboxLines([{ ...outgoing, state: "sending" }], { ...options, columns: 60 })).toEqual([
    "14:03 📎 礁石.png 📎 a\\u202egnp.exe … sending",
  ]);
  log.entries = [{ ...message, files, isDeleted: true }];
  expect(logLines(log, options).slice(1)).toEqual(["14:03 ann: (deleted)"]);
});

test("comings and goings in a row are one line", () => {
  const lines = logLines(logOf(["join", ann], ["join", 小鱼], ["leave", 小鱼], ["hi", ann]), { ...options, columns: 60 });
  expect(lines.slice(1)).toEqual(["14:03 * ann joined; 小鱼 came and went", "14:03 ann: hi ✓"]);
});

test("a stranger's text and nickname cannot command the terminal", () => {
  const log = logOf(["\u001b]0;gotcha\u0007\u202edlrow", { id: "u_eve", nickname: "\u001b[2Jeve" }]);
  const text = logLines(log, { ...options, paint: paintAnsi, columns: 80 }).join("\n");
  expect(text).toContain("\\x1b]0;gotcha\\x07\\u202edlrow");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: only our own colours may be there.
  expect(text.replaceAll(/\u001b\[\d+m/g, "")).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});

test("a notice stays where it was said", () => {
  const log = logOf(["one", 小鱼]);
  log.say("There is nobody called bob.");
  log.add(eventOf(2, "two", 小鱼));
  expect(logLines(log, options).slice(1)).toEqual(["14:03 小鱼: one", "There is nobody called bob.", "14:03 小鱼: two"]);
});

test("only visible rows are laid out, and those once, but for the row that grows", () => {
  const painted: string[] = [];
  const paint: Paint = (_colour, text) => {
    painted.push(text);
    return text;
  };
  const log = logOf(...Array.from({ length: 100 }, () => ["hi", 小鱼] as const), ["join", ann]);
  log.say("hello");
  const layout = new LogLayout({ columns: 60, paint, userId: ann.id, hasNumbers: false });
  expect(layout.of(log).newest(3)).toEqual(["14:03 小鱼: hi", "14:03 * ann joined", "hello"]);
  expect(painted.filter((text) => text === "小鱼").length).toBe(1);
  painted.length = 0;
  log.add(eventOf(102, "three", 小鱼));
  expect(layout.of(log).newest(4).length).toBe(4);
  expect(painted).toEqual(["小鱼", "14:03"]);
  log.add(eventOf(103, "join", ann));
  layout.of(log).newest(1);
  log.add(eventOf(104, "leave", ann));
  expect(layout.of(log).newest(1)).toEqual(["14:03 * ann came and went"]);
});

test("one can ask how far an event is from the end, alone on its lines or not", () => {
  const log = logOf(["one", 小鱼], ["join", 小鱼], ["leave", ann], ["two\nthree", 小鱼]);
  const laid = new LogLayout(options).of(log);
  expect([4, 3, 2].map((seq) => laid.countFrom(seq))).toEqual([2, 3, 3]);
  expect([0, 5].map((seq) => laid.countFrom(seq))).toEqual([0, 0]);
  log.say("hello");
  expect(new LogLayout(options).of(log).countFrom(4)).toBe(3);
});

test("every day is named once, before its messages", () => {
  const log = new Log();
  log.add(eventOf(1, "join", ann));
  log.add({ ...eventOf(2, "join", 小鱼), at: at + 86_400_000 });
  log.say("hello");
  log.add({ ...eventOf(3, "two", 小鱼), at: at + 86_400_000 });
  const days = logLines(log, options).map((line) => line.replace(/^14:03 /, ""));
  const expected = [
    "── Saturday, 31 January 2026 ──",
    "* ann joined",
    "── Sunday, 1 February 2026 ──",
    "* 小鱼 joined",
    "hello",
    "小鱼: two",
  ];
  expect(days).toEqual(expected);
});

test("an unacknowledged message is marked", () => {
  const entry = { clientMessageId: "m_00000001", conversationId: "lobby", text: "hi", createdAt: at } as const;
  expect(outboxLines([{ ...entry, state: "sending" }], options)).toEqual([`${timeOf(at)} hi … sending`]);
  expect(outboxLines([{ ...entry, state: "failed" }], options).join(" ")).toContain("✗ failed");
});
