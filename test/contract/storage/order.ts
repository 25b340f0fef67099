import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { enterRoom, refusalOf, roomOfFour } from "./room-of-four.ts";
import { AT, expectRefusal, type Open, type OpenStorage } from "./subject.ts";

const everything = { text: "", limit: 100 };

async function makeServerRole(shoal: OpenStorage, user: Person): Promise<void> {
  const codeHash = `link of ${user.id}`;
  await shoal.storage.claimAccount({ userId: user.id, passwordHash: "hash", at: AT });
  await shoal.storage.createAccountLink({ kind: "administrator", codeHash, at: AT, expiresAt: AT + 1 }, 5);
  await shoal.storage.redeemAdministratorLink(codeHash, user.id, AT);
}

export function orderRules(open: Open): void {
  test("[P46b] a page without changes has what is shown of the order: not hands and voices", async () => {
    await using shoal = await open();
    const { id, ann, ben, ced } = await roomOfFour(shoal);
    const act = { conversationId: id, actorId: ben.id, userId: ced.id, at: AT };
    await shoal.storage.setRules({ conversationId: id, actorId: ben.id, at: AT, rules: { isLocked: true, hasHands: true } });
    await shoal.storage.setVoice({ ...act, hasVoice: true });
    await shoal.storage.raiseHand({ conversationId: id, actorId: ced.id, at: AT });
    await shoal.storage.mute(act);
    await shoal.storage.unmute(act);
    const { events } = await shoal.storage.readHistory(id, ann.id, { limit: 100, isWithoutChanges: true });
    const types = events.map(({ type }) => type);
    expect(types.slice(types.indexOf("role"))).toEqual(["role", "rules", "mute", "unmute"]);
  });

  test("[P171b] the owner appoints and dismisses moderators, and hands the room over", async () => {
    await using shoal = await open();
    const { id, ann, ben, ced, eve } = await roomOfFour(shoal);
    const act = { conversationId: id, actorId: ann.id, at: AT + 1 };
    expect(await shoal.listed(ben, id)).toMatchObject({ role: "moderator" });
    await shoal.storage.setRole({ ...act, userId: ben.id, role: "moderator" });
    await shoal.storage.setRole({ ...act, userId: ben.id, role: "member" });
    expect(await shoal.listed(ben, id)).not.toHaveProperty("role");
    await expectRefusal(shoal.storage.setRole({ ...act, actorId: ben.id, userId: ced.id, role: "moderator" }), "not-allowed");
    await expectRefusal(shoal.storage.setRole({ ...act, userId: ann.id, role: "member" }), "not-allowed");
    await expectRefusal(shoal.storage.setRole({ ...act, userId: eve.id, role: "moderator" }), "not-found");
    await shoal.storage.setRole({ ...act, userId: ced.id, role: "owner" });
    const { items } = await shoal.storage.listMembers(id, ann.id, everything);
    expect(items.map(({ nickname, role }) => `${nickname} ${role}`)).toEqual([
      "Ann moderator",
      "Ben member",
      "Ced owner",
      "Dan member",
    ]);
    expect((await shoal.log(id)).slice(-3)).toEqual([
      { seq: 5, at: AT, type: "role", by: ann, user: ben, role: "moderator" },
      { seq: 6, at: AT + 1, type: "role", by: ann, user: ben, role: "member" },
      { seq: 7, at: AT + 1, type: "role", by: ann, user: ced, role: "owner" },
    ]);
    // A moderator inherits before those who came earlier.
    await shoal.storage.leave(id, ced.id, AT);
    expect(await shoal.listed(ann, id)).toMatchObject({ role: "owner" });
  });

  test("[P173a] [P173b] a muted member reads and deletes, and writes again when the mute ends", async () => {
    await using shoal = await open();
    const { id, ann, ben, ced, eve } = await roomOfFour(shoal);
    const { seq } = await shoal.say(ced, id, "before");
    const pinned = { conversationId: id, userId: ced.id, seq: (await shoal.say(ann, id, "pinned")).seq, at: AT };
    await shoal.storage.pin({ ...pinned, userId: ann.id });
    const act = { conversationId: id, actorId: ben.id, userId: ced.id, at: AT };
    await shoal.storage.mute({ ...act, until: AT + 1000, reason: "cool down" });
    await shoal.storage.mute({ ...act, until: AT + 1000, reason: "cool down" });
    expect(await shoal.listed(ced, id)).toMatchObject({ mute: { until: AT + 1000, reason: "cool down" } });
    const { items } = await shoal.storage.listMembers(id, ann.id, everything);
    expect(items.filter(({ isMuted }) => isMuted).map((each) => each.id)).toEqual([ced.id]);
    const target = { conversationId: id, userId: ced.id, seq, at: AT };
    expect(await refusalOf(shoal.say(ced, id, "no?"))).toMatchObject({ code: "muted", retryAfterMs: 1000 });
    await expectRefusal(shoal.storage.editMessage({ ...target, text: "no?" }), "muted");
    await expectRefusal(shoal.storage.react({ ...target, emoji: "👍" }), "muted");
    await expectRefusal(shoal.storage.pin(target), "muted");
    await expectRefusal(shoal.storage.unpin(pinned), "muted");
    await shoal.storage.leave(id, ced.id, AT);
    await enterRoom(shoal, id, ann, ced);
    await expectRefusal(shoal.say(ced, id, "still no?"), "muted");
    expect((await shoal.log(ced.id)).at(-1)).toMatchObject({ type: "joined", conversation: { mute: { until: AT + 1000 } } });
    expect((await shoal.storage.readHistory(id, ced.id, { limit: 1 })).events).toHaveLength(1);
    await shoal.say(ced, LOBBY_ID, "elsewhere");
    await shoal.storage.deleteMessage(target);
    await shoal.say(ced, id, "again", undefined, AT + 1000);

    await shoal.storage.mute(act);
    await expectRefusal(shoal.say(ced, id, "later", undefined, AT * 2), "muted");
    await expectRefusal(shoal.storage.unmute({ ...act, actorId: ced.id }), "not-allowed");
    await shoal.storage.unmute(act);
    await shoal.storage.unmute(act);
    await shoal.say(ced, id, "free");
    expect((await shoal.types(id)).filter((type) => type.endsWith("mute"))).toEqual(["mute", "mute", "unmute"]);
    for (const userId of [ann.id, ben.id]) await expectRefusal(shoal.storage.mute({ ...act, userId }), "not-allowed");
    await expectRefusal(shoal.storage.mute({ ...act, actorId: eve.id }), "not-found");
    await expectRefusal(shoal.storage.mute({ ...act, userId: eve.id }), "not-found");
  });

  test("[P174a] [P174d] a moderator removes a member, who gets nothing from then on, and no one from the lobby", async () => {
    await using shoal = await open();
    const { id, ann, ben, ced, dan } = await roomOfFour(shoal, true);
    const act = { conversationId: id, actorId: ben.id, userId: ced.id, at: AT + 1 };
    await expectRefusal(shoal.storage.kick({ ...act, actorId: dan.id }), "not-allowed");
    for (const userId of [ann.id, ben.id]) await expectRefusal(shoal.storage.kick({ ...act, userId }), "not-allowed");
    await shoal.storage.kick({ ...act, reason: "spam" });
    expect((await shoal.log(ced.id)).at(-1)).toMatchObject({
      ...{ type: "left", conversationId: id, isRemoved: true },
      ...{ removedBy: ben, reason: "spam" },
    });
    expect((await shoal.log(id)).at(-1)).toEqual({
      ...{ seq: 6, at: AT + 1, type: "leave", by: ced },
      ...{ isRemoved: true, removedBy: ben, reason: "spam" },
    });
    await expectRefusal(shoal.storage.kick(act), "not-found");
    await expectRefusal(shoal.say(ced, id, "hello?"), "not-found");
    await expectRefusal(shoal.storage.readHistory(id, ced.id, { limit: 1 }), "not-found");
    await enterRoom(shoal, id, ann, ced);
    await makeServerRole(shoal, ann);
    await expectRefusal(shoal.storage.kick({ ...act, conversationId: LOBBY_ID, actorId: ann.id }), "not-allowed");
    await expectRefusal(shoal.storage.ban({ ...act, conversationId: LOBBY_ID, actorId: ann.id }), "not-allowed");
  });

  test("[P174b] a banned user comes in by no way until the ban ends or is lifted", async () => {
    await using shoal = await open();
    const { id, ann, ben, ced, eve } = await roomOfFour(shoal);
    const code = "c".repeat(43);
    await shoal.storage.createInviteLink({ code, conversationId: id, userId: ann.id, at: AT, expiresAt: AT * 2 });
    await shoal.storage.invite(id, ann.id, eve.id, AT);
    const act = { conversationId: id, actorId: ben.id, at: AT };
    await shoal.storage.ban({ ...act, userId: ced.id, until: AT + 1000, reason: "spam" });
    await shoal.storage.ban({ ...act, userId: eve.id });
    await shoal.storage.ban({ ...act, userId: eve.id });
    expect((await shoal.storage.listConversations(eve.id)).invitations).toEqual([]);
    expect((await shoal.log(id)).at(-1)).toMatchObject({
      type: "leave",
      by: ced,
      isRemoved: true,
      isBanned: true,
      removedBy: ben,
    });
    for (const user of [ced, eve]) {
      await expectRefusal(shoal.storage.join(id, user.id, AT), "banned");
      await expectRefusal(shoal.storage.redeemInviteLink(code, user.id, AT), "banned");
      await expectRefusal(shoal.storage.invite(id, ann.id, user.id, AT), "banned");
    }
    await expectRefusal(shoal.storage.ban({ ...act, userId: ann.id }), "not-allowed");
    await shoal.storage.join(id, ced.id, AT + 1000);
    await shoal.storage.unban({ ...act, userId: eve.id });
    await shoal.storage.unban({ ...act, userId: eve.id });
    await shoal.storage.redeemInviteLink(code, eve.id, AT);
  });

  test("[P174c] moderators see who is muted and banned, and ended restrictions are forgotten", async () => {
    await using shoal = await open();
    const { id, ann, ben, ced, dan, eve } = await roomOfFour(shoal);
    const act = { conversationId: id, actorId: ben.id, at: AT };
    await shoal.storage.mute({ ...act, userId: ced.id, until: AT + 1000 });
    await shoal.storage.ban({ ...act, actorId: ann.id, userId: dan.id, reason: "spam", at: AT + 1 });
    expect(await shoal.storage.listRestrictions({ ...act, at: AT + 2 })).toEqual([
      { kind: "ban", user: dan, at: AT + 1, reason: "spam", by: ann },
      { kind: "mute", user: ced, at: AT, until: AT + 1000, by: ben },
    ]);
    expect(await shoal.storage.listRestrictions({ ...act, at: AT + 1000 })).toHaveLength(1);
    await shoal.storage.forgetEndedRestrictions(AT + 1000, 10);
    expect(await shoal.storage.listRestrictions(act)).toHaveLength(1);
    await expectRefusal(shoal.storage.listRestrictions({ ...act, actorId: ced.id }), "not-allowed");
    await expectRefusal(shoal.storage.listRestrictions({ ...act, actorId: eve.id }), "not-found");
  });

  test("[P174c] a room has so many mutes at most, and one that was lifted makes room", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { id } = await shoal.room(ann, "reef");
    const users = await Promise.all(
      Array.from({ length: limits.restrictionsPerRoomMax + 1 }, (_, index) => shoal.signUp(`User ${index}`)),
    );
    const act = { conversationId: id, actorId: ann.id, at: AT };
    const [first, ...rest] = users as [Person, ...Person[]];
    for (const { id: userId } of rest) await shoal.storage.ban({ ...act, userId });
    await expectRefusal(shoal.storage.ban({ ...act, userId: first.id }), "too-many-restrictions");
    await shoal.storage.unban({ ...act, userId: rest[0]?.id ?? "" });
    await shoal.storage.ban({ ...act, userId: first.id });
  });

  test("[P175a] [P175b] hands are raised where the room has them, and moderators lower them", async () => {
    await using shoal = await open();
    const { id, ann, ben, ced, dan, eve } = await roomOfFour(shoal);
    const of = (actor: Person, at = AT) => ({ conversationId: id, actorId: actor.id, at });
    await expectRefusal(shoal.storage.raiseHand(of(ced)), "hands-off");
    await shoal.storage.setRules({ ...of(ann), rules: { hasHands: true } });
    await shoal.storage.mute({ ...of(ann), userId: ced.id });
    await shoal.storage.raiseHand(of(ced, AT + 2));
    await shoal.storage.raiseHand(of(ced, AT + 3));
    await shoal.storage.raiseHand(of(dan, AT + 1));
    expect(await shoal.listed(ben, id)).toMatchObject({
      raisedHands: [
        { user: dan, at: AT + 1 },
        { user: ced, at: AT + 2 },
      ],
    });
    await expectRefusal(shoal.storage.lowerHand({ ...of(dan), userId: ced.id }), "not-allowed");
    await expectRefusal(shoal.storage.lowerHand({ ...of(dan), isOfAll: true }), "not-allowed");
    await expectRefusal(shoal.storage.lowerHand({ ...of(ben), userId: eve.id }), "not-found");
    await expectRefusal(shoal.storage.raiseHand(of(eve)), "not-found");
    await shoal.storage.lowerHand({ ...of(ben), userId: ced.id });
    await shoal.storage.lowerHand(of(dan));
    await shoal.storage.lowerHand(of(dan));
    expect(await shoal.listed(ben, id)).not.toHaveProperty("raisedHands");
    await shoal.storage.raiseHand(of(ced));
    await shoal.storage.leave(id, ced.id, AT);
    await shoal.storage.raiseHand(of(dan));
    await shoal.storage.setRules({ ...of(ann), rules: { hasHands: false } });
    const hands = (await shoal.log(id)).filter((event) => event.type === "hand");
    expect(hands.map(({ by, user, isRaised }) => `${by?.nickname} ${user?.nickname} ${isRaised}`)).toEqual([
      ...["Ced Ced true", "Dan Dan true", "Ben Ced false", "Dan Dan false", "Ced Ced true", "Dan Dan true"],
      "Ann undefined false",
    ]);
  });

  test("[P176a] [P176b] a report shows moderators the message as it was, and is resolved once", async () => {
    await using shoal = await open();
    const { id, ann, ben, ced, dan, eve } = await roomOfFour(shoal);
    const { seq } = await shoal.say(dan, id, "rude words");
    const of = (actor: Person) => ({ conversationId: id, actorId: actor.id, at: AT + 1 });
    await shoal.storage.report({ ...of(ced), seq, reason: "rude" });
    await shoal.storage.report({ ...of(ced), seq, reason: "very rude" });
    await expectRefusal(shoal.storage.report({ ...of(dan), seq }), "not-allowed");
    await expectRefusal(shoal.storage.report({ ...of(eve), seq }), "not-found");
    await expectRefusal(shoal.storage.report({ ...of(ced), seq: 999 }), "not-found");
    await shoal.storage.deleteMessage({ conversationId: id, userId: dan.id, seq, at: AT });
    await expectRefusal(shoal.storage.report({ ...of(ben), seq }), "message-deleted");
    const [report] = await shoal.storage.listReports(of(ben));
    expect(report).toEqual({
      ...{ id: report?.id ?? 0, at: AT + 1, conversationId: id, seq },
      ...{ author: dan, reporter: ced, text: "rude words", reason: "rude" },
    });
    await expectRefusal(shoal.storage.listReports(of(ced)), "not-allowed");
    await expectRefusal(shoal.storage.listReports(of(eve)), "not-found");
    await expectRefusal(shoal.storage.resolveReport({ ...of(ced), reportId: report?.id ?? 0 }), "not-allowed");
    await expectRefusal(shoal.storage.resolveReport({ ...of(ann), reportId: 12_345 }), "not-found");
    await shoal.storage.resolveReport({ ...of(ann), reportId: report?.id ?? 0 });
    await shoal.storage.resolveReport({ ...of(ann), reportId: report?.id ?? 0 });
    expect(await shoal.storage.listReports(of(ben))).toEqual([]);
    expect(await shoal.types(dan.id)).not.toContain("report");
  });

  test("[P176a] a user has so many open reports at most", async () => {
    await using shoal = await open();
    const { id, ann, ced, dan } = await roomOfFour(shoal);
    const act = { conversationId: id, actorId: ced.id, at: AT };
    for (let index = 0; index < limits.openReportsPerUserMax; index += 1) {
      const { seq } = await shoal.say(dan, id, `rude ${index}`);
      await shoal.storage.report({ ...act, seq });
    }
    const { seq } = await shoal.say(dan, id, "rude again");
    await expectRefusal(shoal.storage.report({ ...act, seq }), "too-many-reports");
    const [report] = await shoal.storage.listReports({ ...act, actorId: ann.id });
    await shoal.storage.resolveReport({ ...act, actorId: ann.id, reportId: report?.id ?? 0 });
    await shoal.storage.report({ ...act, seq });
  });

  test("[P41b] [P170c] a moderator deletes the messages of members, with a reason, and not those of the owner", async () => {
    await using shoal = await open();
    const { id, ann, ben, ced, dan } = await roomOfFour(shoal);
    const [ofAnn, ofCed] = [await shoal.say(ann, id, "mine"), await shoal.say(ced, id, "spam")];
    const target = { conversationId: id, userId: ben.id, at: AT };
    await expectRefusal(shoal.storage.deleteMessage({ ...target, seq: ofAnn.seq }), "not-allowed");
    await expectRefusal(shoal.storage.deleteMessage({ ...target, userId: dan.id, seq: ofCed.seq }), "not-allowed");
    await shoal.storage.deleteMessage({ ...target, seq: ofCed.seq, reason: "spam" });
    expect((await shoal.log(id)).at(-1)).toMatchObject({ type: "delete", by: ben, target: ofCed.seq, reason: "spam" });
    await shoal.reopen();
    const { events } = await shoal.storage.readHistory(id, dan.id, { before: ofCed.seq + 1, limit: 1 });
    expect(events).toMatchObject([{ seq: ofCed.seq, isDeleted: true, removal: { by: ben, reason: "spam" } }]);
    await shoal.storage.deleteMessage({ ...target, userId: ann.id, seq: ofAnn.seq, reason: "my own" });
    expect((await shoal.log(id)).at(-1)).not.toHaveProperty("reason");
  });

  test("[P39a] [P171b] no one takes the role of an owner away but by giving it to another member, not an administrator of the server either", async () => {
    await using shoal = await open();
    const { id, ann, ced, eve } = await roomOfFour(shoal);
    await makeServerRole(shoal, eve);
    await shoal.storage.join(id, eve.id, AT);
    const act = { conversationId: id, actorId: eve.id, at: AT };
    for (const role of ["member", "moderator"] as const)
      await expectRefusal(shoal.storage.setRole({ ...act, userId: ann.id, role }), "not-allowed");
    await shoal.storage.setRole({ ...act, userId: ced.id, role: "owner" });
    await shoal.storage.setRole({ ...act, userId: ann.id, role: "member" });
    const { items } = await shoal.storage.listMembers(id, eve.id, everything);
    expect(items.filter(({ role }) => role === "owner").map(({ id: ownerId }) => ownerId)).toEqual([ced.id]);
  });

  test("[P170b] an administrator keeps order in public rooms and in the lobby, and in no private room", async () => {
    await using shoal = await open();
    const { id, ann, ced, dan, eve } = await roomOfFour(shoal);
    const cave = await shoal.room(ann, "cave", { isPrivate: true });
    await enterRoom(shoal, cave.id, ann, eve);
    await enterRoom(shoal, cave.id, ann, ced);
    await shoal.storage.join(id, eve.id, AT);
    const act = { conversationId: id, actorId: eve.id, userId: ann.id, at: AT };
    await expectRefusal(shoal.storage.mute(act), "not-allowed");
    await makeServerRole(shoal, eve);
    await shoal.storage.mute(act);
    await shoal.storage.mute({ ...act, conversationId: LOBBY_ID, userId: dan.id });
    await expectRefusal(shoal.say(dan, LOBBY_ID, "no?"), "muted");
    await expectRefusal(shoal.storage.mute({ ...act, conversationId: cave.id, userId: ced.id }), "not-allowed");
    await expectRefusal(shoal.storage.mute({ ...act, actorId: ann.id, userId: eve.id }), "not-allowed");
    await shoal.storage.setRules({ conversationId: LOBBY_ID, actorId: eve.id, rules: { isLocked: true }, at: AT });
    await expectRefusal(shoal.say(ann, LOBBY_ID, "no?"), "room-locked");
    await shoal.say(eve, LOBBY_ID, "an administrator");
    await shoal.storage.setRole({ ...act, conversationId: LOBBY_ID, userId: ann.id, role: "moderator" });
    await shoal.say(ann, LOBBY_ID, "a moderator of the lobby");
    const owner = { ...act, conversationId: LOBBY_ID, userId: ann.id, role: "owner" as const };
    await expectRefusal(shoal.storage.setRole(owner), "not-allowed");
    expect((await shoal.storage.listConversations(eve.id)).serverRole).toBe("administrator");
  });
}
