import { expect, test } from "bun:test";
import type { LogEntry, RoomRules } from "../../client/index.ts";
import { zhOrder } from "./i18n/zh-order.ts";
import { type MemberEvent, memberSentence } from "./member-sentence.ts";
import { orderSentences, rulesBefore } from "./order-sentences.ts";

const ann = { id: "u_ann", nickname: "ann" };
const ben = { id: "u_ben", nickname: "ben" };
const 小鱼 = { id: "u_fish", nickname: "小鱼" };
const place = { seq: 2, at: 1_000 };

function rules(rules: RoomRules, more: { isArchived?: boolean; seq?: number } = {}): LogEntry {
  return { type: "rules", by: ann, rules, ...place, ...more };
}

test("[P172a] a change of rules is told as what changed", () => {
  const told = (before: RoomRules, after: RoomRules): readonly string[] => orderSentences([rules(after)], { rules: before });
  expect(told({}, { isLocked: true })).toEqual(["ann locked the room"]);
  expect(told({ isLocked: true, hasHands: true }, { hasHands: true })).toEqual(["ann unlocked the room"]);
  expect(told({}, { slowModeSeconds: 90 })).toEqual(["ann turned slow mode on: one message every 90 s"]);
  expect(told({ slowModeSeconds: 60 }, {})).toEqual(["ann turned slow mode off"]);
  expect(told({}, { areLinksOff: true, areFilesOff: true })).toEqual(["ann turned links off", "ann turned files off"]);
  expect(told({ areLinksOff: true, areFilesOff: true }, {})).toEqual(["ann allowed links again", "ann allowed files again"]);
  expect(told({}, { hasHands: true, privateMessages: "moderators" })).toEqual([
    ...["ann limited private messages to moderators", "ann turned raising hands on"],
  ]);
  expect(told({ privateMessages: "none" }, {})).toEqual(["ann allowed private messages between members"]);
  expect(told({}, { announcement: "Exam on Friday" })).toEqual(["ann announced: Exam on Friday"]);
  expect(told({ announcement: "Exam" }, {})).toEqual(["ann removed the announcement"]);
  expect(orderSentences([rules({}, { isArchived: true })], { rules: {} })).toEqual(["ann archived the room"]);
  expect(orderSentences([rules({ isLocked: true })], { rules: { isLocked: true } })).toEqual([]);
});

test("where the rules before are not loaded, those that hold now are told", () => {
  expect(orderSentences([rules({ isLocked: true, slowModeSeconds: 60 })], undefined)).toEqual([
    "ann changed the rules, now: locked, slow mode (1 min)",
  ]);
  expect(orderSentences([rules({})], undefined)).toEqual(["ann lifted all rules"]);
});

test("the rules before are those of the last change, or none at the beginning of a log", () => {
  const join: LogEntry = { type: "join", by: ann, seq: 1, at: 0 };
  const locked = rules({ isLocked: true }, { seq: 2 });
  expect(rulesBefore([join, locked], 1)).toEqual({ rules: {} });
  expect(rulesBefore([join, locked, rules({}, { seq: 3 })], 2)).toBe(locked as never);
  expect(rulesBefore([locked], 0)).toBeUndefined();
});

test("of a rule that was switched often, the last is told", () => {
  const events = [rules({ isLocked: true }), rules({}), rules({ isLocked: true, hasHands: true })];
  expect(orderSentences(events, { rules: {} })).toEqual(["ann locked the room", "ann turned raising hands on"]);
});

test("[P171b] [P173a] roles and mutes are told with who did it, for how long and why", () => {
  const on = { by: ann, user: ben, ...place } as const;
  expect(
    orderSentences(
      [
        { type: "role", role: "moderator", ...on },
        { type: "mute", until: 601_000, reason: "cool down", ...on, user: 小鱼 },
      ],
      undefined,
    ),
  ).toEqual(["ann made ben a moderator", "ann muted 小鱼 for 10 min: cool down"]);
  expect(orderSentences([{ type: "role", role: "owner", ...on }], undefined)).toEqual(["ann handed the room over to ben"]);
  expect(orderSentences([{ type: "role", role: "member", ...on }], undefined)).toEqual(["ann made ben a plain member again"]);
  expect(orderSentences([{ type: "mute", user: ben, ...place }], undefined)).toEqual(["the operator of the server muted ben"]);
  expect(orderSentences([{ type: "unmute", ...on }], undefined)).toEqual(["ann unmuted ben"]);
});

test("[P174a] who was removed did not leave: it is told by whom and why, once for each", () => {
  const removed: MemberEvent = { type: "leave", by: ben, isRemoved: true, removedBy: ann, reason: "spam", ...place };
  const told = memberSentence([
    { type: "join", by: ben, seq: 1, at: 0 },
    removed,
    { type: "join", by: ben, seq: 3, at: 0 },
    { ...removed, seq: 4, isBanned: true, reason: undefined },
    { type: "leave", by: 小鱼, seq: 5, at: 0 },
  ]);
  expect(told).toBe("ben joined; 小鱼 left; ann removed ben: spam; ann banned ben");
});

test("Chinese says it in its own way", () => {
  const { log, because } = zhOrder;
  expect(log.isLocked("ann", true)).toBe("ann 开启了全员禁言");
  expect(because(log.muted("ann", "ben", zhOrder.length.m(10)), "刷屏")).toBe("ann 将 ben 禁言 10 分钟，理由：刷屏");
  expect(log.slowMode("ann", zhOrder.length.s(30))).toBe("ann 开启了慢速模式，每 30 秒可发一条");
});
