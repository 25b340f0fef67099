import { expect, test } from "bun:test";
import { adminLimits } from "../../../src/protocol/admin.ts";
import { LOBBY_ID } from "../../../src/protocol/ids.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { enterRoom, roomOfFour } from "./room-of-four.ts";
import { AT, expectRefusal, type Open, type OpenStorage } from "./subject.ts";

const everyRoom = { text: "", sort: "name", limit: 10 } as const;

async function staff(shoal: OpenStorage, nickname: string, serverRole: "moderator" | "administrator"): Promise<Person> {
  const user = await shoal.signUp(nickname);
  await shoal.storage.claimAccount({ userId: user.id, passwordHash: "hash", at: AT });
  await shoal.storage.setServerRole({ userId: user.id, serverRole, at: AT });
  return user;
}

const acts = async ({ storage }: OpenStorage): Promise<string[]> =>
  (await storage.listAudit({ limit: 100 })).items.map(({ act }) => act);

export function administrationRules(open: Open): void {
  test("[P181a] archiving is an event of the room, and a restart keeps it", async () => {
    await using shoal = await open();
    const { id, ann, eve } = await roomOfFour(shoal);
    const moderator = await staff(shoal, "Mod", "moderator");
    await shoal.storage.setRules({ conversationId: id, actorId: ann.id, rules: { isLocked: true }, at: AT });
    const act = { conversationId: id, actorId: moderator.id, isArchived: true, at: AT + 1 };
    await expectRefusal(shoal.storage.archiveRoom({ ...act, actorId: ann.id }), "not-allowed");
    await shoal.storage.archiveRoom(act);
    await shoal.storage.archiveRoom(act);
    await shoal.reopen();
    expect(await shoal.listed(ann, id)).toMatchObject({ isArchived: true, rules: { isLocked: true } });
    expect((await shoal.log(id)).slice(-1)).toMatchObject([
      { at: AT + 1, type: "rules", by: moderator, rules: { isLocked: true }, isArchived: true },
    ]);
    await expectRefusal(shoal.say(ann, id, "no"), "room-archived");
    await expectRefusal(shoal.storage.invite(id, ann.id, eve.id, AT), "room-archived");
    await shoal.storage.archiveRoom({ conversationId: id, isArchived: false, at: AT + 2 });
    expect(await shoal.listed(ann, id)).not.toHaveProperty("isArchived");
    const [opened] = (await shoal.log(id)).slice(-1);
    expect(opened).toMatchObject({ at: AT + 2, type: "rules", rules: { isLocked: true } });
    expect(opened).not.toHaveProperty("by");
    expect(opened).not.toHaveProperty("isArchived");
    expect((await acts(shoal)).slice(0, 2)).toEqual(["unarchive-room", "archive-room"]);
  });

  test("[P181a] an invitation and a link into a room that was archived since lead nowhere", async () => {
    await using shoal = await open();
    const { id, ann, eve } = await roomOfFour(shoal);
    await shoal.storage.invite(id, ann.id, eve.id, AT);
    await shoal.storage.createInviteLink({ code: "c".repeat(43), conversationId: id, userId: ann.id, at: AT, expiresAt: AT + 9 });
    await shoal.storage.archiveRoom({ conversationId: id, isArchived: true, at: AT });
    await expectRefusal(shoal.storage.acceptInvitation(id, eve.id, AT), "room-archived");
    await expectRefusal(shoal.storage.redeemInviteLink("c".repeat(43), eve.id, AT), "room-archived");
    await expectRefusal(shoal.storage.join(id, eve.id, AT), "room-archived");
  });

  test("[P181b] a deleted room loses its members in steps, and then its texts; a restart in between loses nothing", async () => {
    await using shoal = await open();
    const { id, ann, ben, ced, dan, eve } = await roomOfFour(shoal);
    const { seq } = await shoal.say(ann, id, "a text of the room");
    await shoal.storage.report({ conversationId: id, actorId: ced.id, seq, at: AT });
    const moderator = await staff(shoal, "Mod", "moderator");
    const administrator = await staff(shoal, "Root", "administrator");
    await expectRefusal(shoal.storage.deleteRoom({ conversationId: id, actorId: moderator.id, at: AT }), "not-allowed");
    await shoal.storage.deleteRoom({ conversationId: id, actorId: administrator.id, at: AT });
    await expectRefusal(shoal.storage.deleteRoom({ conversationId: id, at: AT }), "not-found");
    // Its members are still there, its owner among them.
    const owner = { conversationId: id, userId: ann.id, at: AT };
    await expectRefusal(shoal.storage.describeRoom({ ...owner, isPrivate: false }), "not-found");
    await expectRefusal(shoal.storage.describeRoom({ ...owner, name: { text: "Again", key: "again" } }), "not-found");
    await expectRefusal(shoal.say(ann, id, "late"), "room-archived");
    await expectRefusal(shoal.storage.join(id, eve.id, AT), "not-found");
    await shoal.room(eve, "reef");
    expect((await shoal.storage.listAllReports({ limit: 9 })).items).toEqual([]);
    expect(await shoal.storage.eraseEmptyRooms(10)).toBe(0);
    expect(await shoal.storage.clearDeletedRooms(3, AT + 1)).toBe(3);
    await shoal.reopen();
    expect(await shoal.storage.clearDeletedRooms(3, AT + 2)).toBe(1);
    expect(await shoal.storage.clearDeletedRooms(3, AT + 3)).toBe(0);
    for (const user of [ann, ben, ced, dan]) {
      const { conversations } = await shoal.storage.listConversations(user.id);
      expect(conversations.map((each) => each.id)).toEqual([LOBBY_ID]);
      expect((await shoal.log(user.id)).at(-1)).toMatchObject({ type: "left", conversationId: id, isRemoved: true });
    }
    expect(await shoal.storage.eraseEmptyRooms(10)).toBeGreaterThan(0);
    expect(await shoal.storage.eraseEmptyRooms(10)).toBe(0);
    expect(JSON.stringify(await shoal.log(id))).not.toContain("a text of the room");
    expect((await shoal.storage.listAllRooms(everyRoom)).items.map(({ name }) => name)).toEqual(["lobby", "reef"]);
  });

  test("[P181c] an owner is set without being a member, and once", async () => {
    await using shoal = await open();
    const { id, ann, ced, eve } = await roomOfFour(shoal, true);
    const act = { conversationId: id, userId: ced.id, at: AT };
    await expectRefusal(shoal.storage.setRoomOwner({ ...act, actorId: ann.id }), "not-allowed");
    await expectRefusal(shoal.storage.setRoomOwner({ ...act, userId: eve.id }), "not-found");
    await expectRefusal(shoal.storage.setRoomOwner({ ...act, conversationId: LOBBY_ID }), "not-allowed");
    await shoal.storage.setRoomOwner(act);
    await shoal.storage.setRoomOwner(act);
    expect((await shoal.log(id)).filter((event) => event.type === "role" && event.role === "owner")).toHaveLength(1);
    expect([await shoal.listed(ced, id), await shoal.listed(ann, id)]).toMatchObject([{ role: "owner" }, { role: "moderator" }]);
  });

  test("[P176] reports of every room and of private conversations are listed for staff, and resolved by them", async () => {
    await using shoal = await open();
    const { id, ann, ced } = await roomOfFour(shoal, true);
    const moderator = await staff(shoal, "Mod", "moderator");
    const first = await shoal.say(ann, id, "first");
    const second = await shoal.say(ann, LOBBY_ID, "second");
    for (const [conversationId, { seq }] of [
      [id, first],
      [LOBBY_ID, second],
    ] as const) {
      await shoal.storage.report({ conversationId, actorId: ced.id, seq, at: AT });
    }
    const list = (after?: string) => shoal.storage.listAllReports({ actorId: moderator.id, after, limit: 1 });
    const page = await list();
    expect(page.items).toMatchObject([{ text: "first", roomName: "reef", author: ann, reporter: ced }]);
    expect(await list(page.next)).toMatchObject({ items: [{ text: "second", roomName: "lobby" }] });
    await expectRefusal(shoal.storage.listAllReports({ actorId: ann.id, limit: 1 }), "not-allowed");
    const reportId = page.items[0]?.id ?? 0;
    await expectRefusal(shoal.storage.resolveAnyReport({ actorId: ann.id, reportId, at: AT }), "not-allowed");
    await expectRefusal(shoal.storage.resolveAnyReport({ reportId: 99, at: AT }), "not-found");
    await shoal.storage.resolveAnyReport({ actorId: moderator.id, reportId, at: AT });
    await shoal.storage.resolveAnyReport({ actorId: moderator.id, reportId, at: AT });
    expect((await list()).items).toMatchObject([{ text: "second" }]);
  });

  test("[P182c] settings are kept, one by one, and only by those who may", async () => {
    await using shoal = await open();
    const moderator = await staff(shoal, "Mod", "moderator");
    const change = { act: "set-settings", action: "change-settings", at: AT } as const;
    await expectRefusal(shoal.storage.changeSettings({ ...change, actorId: moderator.id, changes: { a: 1 } }), "not-allowed");
    expect(await shoal.storage.changeSettings({ ...change, changes: { a: 1, b: "x" } })).toEqual({ a: 1, b: "x" });
    await shoal.storage.changeSettings({ ...change, changes: { a: 1 } });
    await shoal.storage.changeSettings({ ...change, action: "stop-raid", actorId: moderator.id, changes: { b: null } });
    await shoal.reopen();
    expect(await shoal.storage.readSettings()).toEqual({ a: 1 });
    expect((await acts(shoal)).filter((act) => act === "set-settings")).toHaveLength(2);
  });

  test("[P184e] banned networks are kept, a thousand of them, until they end or are lifted", async () => {
    await using shoal = await open();
    const moderator = await staff(shoal, "Mod", "moderator");
    const plain = await shoal.signUp("Ann");
    const ban = { network: "203.0.113.0/24", actorId: moderator.id, at: AT };
    await expectRefusal(shoal.storage.banNetwork({ ...ban, actorId: plain.id }), "not-allowed");
    await shoal.storage.banNetwork({ ...ban, until: AT + 9, reason: "spam" });
    await shoal.storage.banNetwork({ ...ban, network: "198.51.100.7", at: AT + 1 });
    await shoal.reopen();
    expect(await shoal.storage.listNetworkBans(AT)).toEqual([
      { network: "198.51.100.7", at: AT + 1, by: moderator },
      { network: "203.0.113.0/24", at: AT, until: AT + 9, reason: "spam", by: moderator },
    ]);
    expect(await shoal.storage.listNetworkBans(AT + 9)).toHaveLength(1);
    await shoal.storage.unbanNetwork({ network: "198.51.100.7", at: AT });
    await shoal.storage.unbanNetwork({ network: "198.51.100.7", at: AT });
    for (let index = 0; index < adminLimits.addressBansMax - 1; index += 1) {
      await shoal.storage.banNetwork({ network: `10.0.${index >> 8}.${index & 255}`, at: AT });
    }
    await expectRefusal(shoal.storage.banNetwork({ network: "192.0.2.1", at: AT }), "too-many-address-bans");
    await shoal.storage.banNetwork({ network: "192.0.2.1", at: AT + 9 });
  });

  test("[P180g] counts know users, rooms and messages without reading a log", async () => {
    await using shoal = await open();
    const { id, ann } = await roomOfFour(shoal);
    await shoal.say(ann, id, "one");
    await shoal.storage.claimAccount({ userId: ann.id, passwordHash: "hash", at: AT });
    const late = await shoal.signUp("Fay");
    await enterRoom(shoal, id, ann, late);
    expect(await shoal.storage.countEverything()).toEqual({
      ...{ users: 6, accounts: 1, rooms: 2, messages: 1, sessions: 6, fileBytes: 0 },
    });
  });
}
