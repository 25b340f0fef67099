import { describe, expect, test } from "bun:test";
import type { Conversation, Room } from "../../client/index.ts";
import { closureOf } from "./closure.ts";

const room: Room = {
  ...{ id: "r_reef", kind: "room", name: "reef", isPrivate: false },
  ...{ head: 1, messageCount: 0, readSeq: 0, readMessageCount: 0 },
};
const direct: Conversation = { ...room, kind: "direct", peer: { id: "u_ben", nickname: "ben" } };
const NOW = 1_000;

describe("who can write", () => {
  test("[P172c] in a locked room: moderators, and members with a voice", () => {
    const locked = { ...room, rules: { isLocked: true } };
    expect(closureOf(locked, "member", undefined, NOW)).toEqual({ kind: "locked" });
    expect(closureOf(locked, "moderator", undefined, NOW)).toBeUndefined();
    expect(closureOf({ ...locked, hasVoice: true }, "member", undefined, NOW)).toBeUndefined();
  });

  test("[P173] a muted member again when the time is over, and never in an archived room", () => {
    const mute = { until: NOW + 1, reason: "spam" };
    expect(closureOf({ ...room, mute }, "member", undefined, NOW)).toEqual({ kind: "muted", mute, isEverywhere: false });
    expect(closureOf({ ...room, mute }, "member", undefined, NOW + 1)).toBeUndefined();
    expect(closureOf({ ...room, mute: {} }, "member", undefined, NOW)).toMatchObject({ kind: "muted" });
    expect(closureOf({ ...room, mute, isArchived: true }, "owner", undefined, NOW)).toEqual({ kind: "archived" });
  });

  test("[P177] a user who is muted on the server nowhere, not even in private", () => {
    const mute = { until: NOW + 1 };
    for (const conversation of [room, direct])
      expect(closureOf(conversation, "owner", mute, NOW)).toEqual({ kind: "muted", mute, isEverywhere: true });
    expect(closureOf(direct, "member", mute, NOW + 1)).toBeUndefined();
  });
});
