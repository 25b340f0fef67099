import { expect, test } from "bun:test";
import { parseCommand } from "./commands.ts";

test("rules are switched one by one, and a class is two of them", () => {
  const rules = (line: string): unknown => {
    const command = parseCommand(line);
    return command.type === "set-rules" ? command.rules : command;
  };
  expect(rules("/lock")).toEqual({ isLocked: true });
  expect(rules("/unlock")).toEqual({ isLocked: false });
  expect(rules("/slow 30")).toEqual({ slowModeSeconds: 30 });
  expect(rules("/slow 2m")).toEqual({ slowModeSeconds: 120 });
  expect(rules("/slow off")).toEqual({ slowModeSeconds: 0 });
  expect(rules("/links off")).toEqual({ areLinksOff: true });
  expect(rules("/files on")).toEqual({ areFilesOff: false });
  expect(rules("/private-messages none")).toEqual({ privateMessages: "none" });
  expect(rules("/class on")).toEqual({ hasHands: true, privateMessages: "moderators" });
  expect(rules("/class off")).toEqual({ hasHands: false, privateMessages: "all" });
  expect(rules("/announce Exam on Friday")).toEqual({ announcement: "Exam on Friday" });
  expect(rules("/announce off")).toEqual({ announcement: "" });
});

test("a mute has a length and a reason, or neither; a nickname with spaces is in quotes", () => {
  const forever = { seconds: undefined, reason: undefined };
  expect(parseCommand("/mute ben")).toEqual({ type: "mute", name: "ben", ...forever });
  expect(parseCommand("/mute ben 10m")).toEqual({ type: "mute", name: "ben", seconds: 600, reason: undefined });
  expect(parseCommand('/mute "ten lines" 1h cool  down')).toEqual({
    ...{ type: "mute", name: "ten lines", seconds: 3_600, reason: "cool  down" },
  });
  expect(parseCommand("/ban 小鱼 2天 刷屏")).toEqual({ type: "ban", name: "小鱼", seconds: 172_800, reason: "刷屏" });
  expect(parseCommand("/ban ben spam")).toEqual({ type: "ban", name: "ben", seconds: undefined, reason: "spam" });
  expect(parseCommand("/kick ben bye now")).toEqual({ type: "kick", name: "ben", reason: "bye now" });
  expect(parseCommand("/unmute ten lines")).toEqual({ type: "unmute", name: "ten lines" });
  expect(parseCommand('/moderator "ben"')).toEqual({ type: "moderator", name: "ben" });
});

test("hands, reports and removals", () => {
  expect(parseCommand("/hand")).toEqual({ type: "hand" });
  expect(parseCommand("/lower")).toEqual({ type: "lower", whose: "own" });
  expect(parseCommand("/lower all")).toEqual({ type: "lower", whose: "all" });
  expect(parseCommand('/lower "all"')).toEqual({ type: "lower", whose: { name: "all" } });
  expect(parseCommand("/report #12")).toEqual({ type: "report", seq: 12, reason: undefined });
  expect(parseCommand("/report 12 spam again")).toEqual({ type: "report", seq: 12, reason: "spam again" });
  expect(parseCommand("/remove #12 spam")).toEqual({ type: "remove", seq: 12, reason: "spam" });
  expect(parseCommand("/resolve 3")).toEqual({ type: "resolve", number: 3 });
  expect(parseCommand("/help all")).toEqual({ type: "help", isWhole: true });
});

test("what is typed wrong does nothing; a length with a wrong unit never becomes the reason of a mute without an end", () => {
  for (const line of [
    ...["/lock now", "/slow", "/slow fast", "/slow 21601", "/slow -1", "/links", "/files no", "/class", "/announce", "/hand up"],
    ...[
      "/private-messages",
      "/private-messages some",
      "/voice",
      "/mute",
      '/mute "ben',
      "/mute ben 10x",
      "/mute ben 0m",
      "/ban ben 11000d",
    ],
    ...[
      "/kick",
      "/report",
      "/report ben",
      "/remove",
      "/remove spam",
      "/resolve",
      "/resolve #3",
      "/rules all",
      "/owner",
      "/help me",
    ],
  ]) {
    expect(parseCommand(line), line).toMatchObject({ type: "wrong" });
  }
});
