import { describe, expect, test } from "bun:test";
import type { Person, RoomRules, RulesEvent } from "../../client/index.ts";
import { isClass } from "./class-rules.ts";
import { type OrderEntry, orderSentencesOf, type RulesBefore } from "./order-sentences.ts";
import { sayOrder } from "./say.ts";

const ann: Person = { id: "u_ann", nickname: "ann" };
const ben: Person = { id: "u_ben", nickname: "ben" };
const none: RulesBefore = { rules: {} };

let seq = 0;
function did<Part extends object>(part: Part, by: Person | undefined = ann) {
  seq += 1;
  return { seq, at: 0, ...(by && { by }), ...part };
}
function rules(now: RoomRules, more: Partial<RulesEvent> = {}): RulesEvent {
  return { ...did({ type: "rules", rules: now } as const), ...more };
}
function said(events: readonly OrderEntry[], before: RulesBefore | "not loaded" = none): string[] {
  return orderSentencesOf(events, before === "not loaded" ? undefined : before).map((sentence) =>
    sayOrder(sentence).replace(/[\u2068\u2069]/g, ""),
  );
}

describe("what the log tells of the order in a room", () => {
  test("[P172] is what changed, and not all rules each time", () => {
    const events = [rules({ isLocked: true }), rules({ isLocked: true, slowModeSeconds: 30, areLinksOff: true })];
    expect(said(events)).toEqual([
      "ann locked the room",
      "ann turned slow mode on: one message every 30 seconds",
      "ann turned links off",
    ]);
    expect(said([rules({}), rules({}, { isArchived: true })], { rules: { announcement: "Exam" } })).toEqual([
      "ann removed the announcement",
      "ann archived the room",
    ]);
  });

  test("is of each rule the last state, however often it was turned on and off", () => {
    const events = [rules({ isLocked: true }), rules({}), rules({ isLocked: true }), rules({})];
    expect(said(events)).toEqual(["ann unlocked the room"]);
  });

  test("names all rules in force where those before are not loaded", () => {
    const events = [rules({ isLocked: true, privateMessages: "moderators" }), rules({ privateMessages: "moderators" })];
    expect(said(events, "not loaded")).toEqual([
      "ann changed the rules. Now: locked and private messages to moderators only",
      "ann unlocked the room",
    ]);
    expect(said([rules({})], "not loaded")).toEqual(["ann lifted all rules"]);
  });

  test("[P173] [P174] says who was muted, removed or banned, for how long and why; the operator has no name", () => {
    const onBen = { user: ben, reason: "spam" };
    expect(
      said([
        did({ type: "mute", until: 600_000, ...onBen } as const),
        { ...did({ type: "leave", isRemoved: true, reason: "no" } as const), by: ben, removedBy: ann },
        { ...did({ type: "leave", isRemoved: true, isBanned: true } as const), by: ben },
        did({ type: "role", user: ben, role: "moderator" } as const),
      ]),
    ).toEqual([
      "ann muted ben for 10 minutes: spam",
      "ann removed ben: no",
      "The operator of the server banned ben",
      "ann made ben a moderator",
    ]);
  });

  test("folds a member’s mutes into the last, and cuts a long announcement", () => {
    const mutes = [did({ type: "mute", user: ben } as const), did({ type: "unmute", user: ben } as const)];
    expect(said(mutes)).toEqual(["ann unmuted ben"]);
    const [announced = ""] = said([rules({ announcement: "x".repeat(300) })]);
    expect(announced).toBe(`ann announced: ${"x".repeat(100)}…`);
  });
});

test("a class is a room with hands in which students do not whisper", () => {
  expect(isClass({ hasHands: true, privateMessages: "moderators" })).toBeTrue();
  expect(isClass({ hasHands: true, privateMessages: "none" })).toBeTrue();
  expect([isClass({ hasHands: true }), isClass({ privateMessages: "none" }), isClass()]).toEqual([false, false, false]);
});
