import { expect, test } from "bun:test";
import { readIrcLog } from "./irc-log.ts";

test("the messages of a minute are spread over it evenly", () => {
  const steps = readIrcLog(`[09:56] <ann> is anybody here?
[09:56] <小鱼> 在呢
[09:58] <ann> good
`);
  expect(steps).toEqual([
    { does: "say", nickname: "ann", text: "is anybody here?", atMs: 0 },
    { does: "say", nickname: "小鱼", text: "在呢", atMs: 30_000 },
    { does: "say", nickname: "ann", text: "good", atMs: 120_000 },
  ]);
});

test("joins, leaves and changes of nickname happen in the minute of the line before", () => {
  const steps = readIrcLog(`=== ben [~ben@example.org]  has joined #pier
[10:00] <ann> hello
=== ben is now known as ben_away
=== ben_away [n=ben@example.org]  has left #pier []
=== cleo [~cleo@example.org]  has quit ["bye"]
`);
  expect(steps.map(({ atMs, ...deed }) => deed)).toEqual([
    { does: "join", nickname: "ben" },
    { does: "say", nickname: "ann", text: "hello" },
    { does: "rename", nickname: "ben", to: "ben_away" },
    { does: "leave", nickname: "ben_away" },
    { does: "leave", nickname: "cleo" },
  ]);
  expect(steps.map(({ atMs }) => atMs)).toEqual([0, 12_000, 24_000, 36_000, 48_000]);
});

test("an action is a message, in every notation", () => {
  const steps = readIrcLog(`[10:00]  * ann waves
=== ben is away for lunch
=== ben [the tall one] waves back
`);
  expect(steps.map((step) => step.does === "say" && [step.nickname, step.text])).toEqual([
    ["ann", "* waves"],
    ["ben", "* is away for lunch"],
    ["ben", "* [the tall one] waves back"],
  ]);
});

test("a log that passes midnight continues on the next day", () => {
  const steps = readIrcLog(`[23:59] <ann> happy
[00:01] <ben> new year
`);
  expect(steps.map(({ atMs }) => atMs)).toEqual([0, 120_000]);
});

test("empty and unknown lines are left out", () => {
  expect(readIrcLog("\n[10:00] <ann> \nnonsense\n=== \n[10:00] ***\n")).toEqual([]);
});
