import { expect, test } from "bun:test";
import { LOBBY_ID, newClientMessageId, newId } from "../../../src/protocol/ids.ts";
import type { Person } from "../../../src/protocol/people.ts";
import type { Retention } from "../../../src/protocol/retention.ts";
import { AT, expectRefusal, type Open, type OpenStorage } from "./subject.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const forEver: Retention = { days: 0, messages: 0 };

export function retentionRules(open: Open): void {
  test("[P191a] what is older than so many days goes, in steps; what follows stays where it is", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann", AT);
    for (const day of [0, 1, 2, 3]) await sayOnDay(shoal, ann, day);
    const trim = (at: number, limit = 100) =>
      shoal.storage.trimLog({ conversationId: LOBBY_ID, server: { days: 2, messages: 0 }, at, limit });
    expect(await trim(AT + 2 * DAY_MS)).toMatchObject({ floor: 0, removed: 0, isBehind: false });
    expect(await trim(AT + 4 * DAY_MS, 2)).toMatchObject({ floor: 2, messageCount: 1, removed: 1, isBehind: true });
    expect(await trim(AT + 4 * DAY_MS, 2)).toMatchObject({ floor: 3, messageCount: 2, removed: 1, isBehind: false });
    expect(await trim(AT + 4 * DAY_MS)).toMatchObject({ floor: 3, removed: 0, isBehind: false });

    const page = await shoal.storage.readHistory(LOBBY_ID, ann.id, { after: 0, limit: 10 });
    expect(page).toMatchObject({ floor: 3, first: 4, last: 5, head: 5 });
    expect(page.events.map(({ seq }) => seq)).toEqual([4, 5]);
    const before = await shoal.storage.readHistory(LOBBY_ID, ann.id, { before: 4, limit: 10 });
    expect(before).toMatchObject({ events: [], first: 4, last: 3 });
    expect((await shoal.say(ann, LOBBY_ID, "next")).seq).toBe(6);
  });

  test("[P191a] of more messages than are kept the oldest go, with what was between them", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    for (const text of ["1", "2", "3", "4", "5"]) await shoal.say(ann, LOBBY_ID, text);
    const trimmed = await trimmedBy(shoal, LOBBY_ID, { days: 0, messages: 2 });
    expect(trimmed).toMatchObject({ floor: 5, messageCount: 3 });
    const { events } = await shoal.storage.readHistory(LOBBY_ID, ben.id, { after: 0, limit: 10 });
    expect(events.map((event) => "text" in event && event.text)).toEqual(["4", "5"]);
  });

  test("[P190b] of the room's rule and the server's the stricter one holds; a private conversation follows the server's", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const room = await shoal.room(ann, "Reef");
    const { id: directId } = await shoal.storage.openDirect({ newId: newId("d"), userId: ann.id, peerId: ben.id, at: AT });
    for (const id of [room.id, directId]) for (const text of ["1", "2", "3", "4"]) await shoal.say(ann, id, text);
    await shoal.storage.setRules({ conversationId: room.id, actorId: ann.id, at: AT, rules: { retentionMessages: 3 } });
    const kept = async (id: string, server: Retention) => {
      const { messageCount } = await trimmedBy(shoal, id, server);
      return 4 - messageCount;
    };
    expect(await kept(room.id, forEver)).toBe(3);
    expect(await kept(directId, forEver)).toBe(4);
    expect(await kept(room.id, { days: 0, messages: 9 })).toBe(3);
    expect(await kept(room.id, { days: 0, messages: 1 })).toBe(1);
    expect(await kept(directId, { days: 0, messages: 1 })).toBe(1);
  });

  test("[P190b] the owner sets it, a moderator does not; an administrator of the server sets it anywhere, and it is in the audit log", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const room = await shoal.room(ann, "Reef", { isPrivate: true });
    const act = { conversationId: room.id, actorId: ann.id, at: AT };
    await shoal.storage.setRules({ ...act, rules: { retentionDays: 30, isLocked: true } });
    await shoal.storage.setRoomRetention({ conversationId: room.id, days: 7, at: AT });
    await shoal.storage.setRoomRetention({ conversationId: room.id, days: 7, at: AT });
    await shoal.storage.setRoomRetention({ conversationId: LOBBY_ID, messages: 100, at: AT });
    const { conversations } = await shoal.storage.listConversations(ann.id);
    expect(conversations.map((each) => each.kind === "room" && each.rules)).toEqual([
      { retentionMessages: 100 },
      { isLocked: true, retentionDays: 7 },
    ]);
    const { items } = await shoal.storage.listAudit({ limit: 9 });
    expect(items.map(({ act, details }) => ({ act, details }))).toMatchObject([
      { act: "set-room-retention", details: { retentionMessages: 100 } },
      { act: "set-room-retention", details: { retentionDays: 7 } },
      { act: "set-rules", details: { retentionDays: 30, isLocked: true } },
    ]);
    await expectRefusal(shoal.storage.setRoomRetention({ ...act, days: 1 }), "not-allowed");
    await expectRefusal(
      shoal.storage.setRules({ conversationId: LOBBY_ID, actorId: ann.id, at: AT, rules: { retentionDays: 1 } }),
      "not-allowed",
    );
    await expectRefusal(shoal.storage.setRoomRetention({ conversationId: newId("r"), days: 1, at: AT }), "not-found");
  });

  test("[P191b] reactions, pins, mentions, files and hits of the search go with the message", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const id = await fileOf(shoal, ann);
    const { seq } = await shoal.storage.appendMessage({
      ...{ conversationId: LOBBY_ID, userId: ann.id, clientMessageId: newClientMessageId(), text: "@Ben pearl", at: AT },
      ...{ mentions: [{ start: 0, length: 4, userId: ben.id }], files: [id] },
    });
    await shoal.storage.react({ conversationId: LOBBY_ID, userId: ben.id, seq, emoji: "👍", at: AT });
    await shoal.storage.pin({ conversationId: LOBBY_ID, userId: ben.id, seq, at: AT });
    await shoal.say(ann, LOBBY_ID, "clam");
    await trimmedBy(shoal, LOBBY_ID, { days: 0, messages: 1 });
    expect(await shoal.storage.listPins(LOBBY_ID, ben.id)).toEqual([]);
    expect((await shoal.storage.listMentions(ben.id, { limit: 9 })).items).toEqual([]);
    expect((await shoal.storage.search({ userId: ben.id, query: "pearl", limit: 9 })).items).toEqual([]);
    expect(await shoal.storage.listDoomedBlobs(9)).toEqual([id]);
    expect(await shoal.storage.findFile(id, ben.id)).toBeUndefined();
    await expectRefusal(
      shoal.storage.listReactors({ conversationId: LOBBY_ID, userId: ben.id, seq, emoji: "👍" }, { limit: 9 }),
      "not-found",
    );
  });

  test("[P191c] what is done to a message that is not kept is refused; a reply to it is not, and its quote has no author", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { seq } = await shoal.say(ann, LOBBY_ID, "pearl");
    await shoal.say(ann, LOBBY_ID, "clam");
    await trimmedBy(shoal, LOBBY_ID, { days: 0, messages: 1 });
    const target = { conversationId: LOBBY_ID, userId: ann.id, seq, at: AT };
    await expectRefusal(shoal.storage.editMessage({ ...target, text: "x" }), "not-found");
    await expectRefusal(shoal.storage.deleteMessage(target), "not-found");
    await expectRefusal(shoal.storage.react({ ...target, emoji: "👍" }), "not-found");
    await expectRefusal(shoal.storage.unreact({ ...target, emoji: "👍" }), "not-found");
    await expectRefusal(shoal.storage.pin(target), "not-found");
    await expectRefusal(shoal.storage.unpin(target), "not-found");
    await expectRefusal(shoal.storage.report({ conversationId: LOBBY_ID, actorId: ann.id, seq, at: AT }), "not-found");
    const reply = {
      conversationId: LOBBY_ID,
      userId: ann.id,
      clientMessageId: newClientMessageId(),
      text: "yes",
      replyTo: seq,
      at: AT,
    };
    const sent = await shoal.storage.appendMessage(reply);
    expect(await shoal.storage.appendMessage(reply)).toMatchObject({ seq: sent.seq, isDuplicate: true });
    const { events } = await shoal.storage.readHistory(LOBBY_ID, ann.id, { limit: 1 });
    expect(events[0]).toMatchObject({ text: "yes", reply: { seq } });
    expect(events[0]).not.toHaveProperty("reply.by");
  });

  test("[P191d] a message that is not kept and is sent again is known for 30 days, by its content too; then its mark goes", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann", AT);
    const message = { conversationId: LOBBY_ID, userId: ann.id, clientMessageId: newClientMessageId(), text: "pearl", at: AT };
    const { seq } = await shoal.storage.appendMessage(message);
    await shoal.say(ann, LOBBY_ID, "clam", newClientMessageId(), AT);
    const trim = (at: number) =>
      shoal.storage.trimLog({ conversationId: LOBBY_ID, server: { days: 0, messages: 1 }, at, limit: 2 });
    while ((await trim(AT + DAY_MS)).isBehind);
    const again = { ...message, at: AT + 2 * DAY_MS };
    expect(await shoal.storage.appendMessage(again)).toEqual({ seq, at: AT, isDuplicate: true });
    await expectRefusal(shoal.storage.appendMessage({ ...again, text: "another" }), "conflict");
    await shoal.reopen();
    expect(await shoal.storage.appendMessage(again)).toEqual({ seq, at: AT, isDuplicate: true });
    expect((await shoal.storage.readLog(LOBBY_ID, { after: 0, limit: 9 })).events).toHaveLength(1);

    const dueAt = async (at: number) => (await shoal.storage.listRetention({ server: { days: 0, messages: 1 }, at })).items;
    expect(await dueAt(AT + 30 * DAY_MS)).toEqual([]);
    expect(await dueAt(AT + 31 * DAY_MS)).toMatchObject([{ conversationId: LOBBY_ID, isDue: true, messages: 0 }]);
    while ((await trim(AT + 31 * DAY_MS)).isBehind);
    expect(await dueAt(AT + 31 * DAY_MS)).toEqual([]);
    expect(await shoal.storage.appendMessage(again)).toMatchObject({ isDuplicate: false });
  });

  test("[P192b] what is not kept is neither unread nor the last message, and a marker below the floor stands at it", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    for (const text of ["1", "2", "3"]) await shoal.say(ann, LOBBY_ID, text);
    await trimmedBy(shoal, LOBBY_ID, { days: 0, messages: 1 });
    const lobbyOf = async (user: Person) => (await shoal.storage.listConversations(user.id)).conversations[0];
    const { head } = (await lobbyOf(ben)) ?? { head: 0 };
    expect(await lobbyOf(ben)).toMatchObject({ floor: head - 1, readSeq: head - 1, messageCount: 3, readMessageCount: 2 });
    await shoal.storage.markRead(LOBBY_ID, ben.id, 1, AT);
    expect(await lobbyOf(ben)).toMatchObject({ readSeq: head - 1, readMessageCount: 2 });

    // Everything is gone: the next own message leaves nothing unread.
    await shoal.storage.trimLog({ conversationId: LOBBY_ID, server: { days: 1, messages: 0 }, at: AT + 9 * DAY_MS, limit: 99 });
    expect(await lobbyOf(ben)).toMatchObject({ floor: head, readMessageCount: 3 });
    expect(await lobbyOf(ben)).not.toHaveProperty("lastMessage");
    await shoal.say(ben, LOBBY_ID, "4");
    expect(await lobbyOf(ben)).toMatchObject({ messageCount: 4, readMessageCount: 4, lastMessage: { text: "4" } });
    expect(await lobbyOf(ann)).toMatchObject({ messageCount: 4, readMessageCount: 3 });
  });

  test("[P193] memberships, roles, rules and mutes do not depend on what is kept, nor when the room was made", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const cid = await shoal.signUp("Cid");
    const room = await shoal.room(ann, "Reef");
    for (const { id } of [ben, cid]) await shoal.storage.join(room.id, id, AT);
    const act = { conversationId: room.id, actorId: ann.id, at: AT + 1 };
    await shoal.storage.setRole({ ...act, userId: ben.id, role: "moderator" });
    await shoal.storage.mute({ ...act, userId: cid.id });
    await shoal.storage.setRules({ ...act, rules: { isLocked: true, retentionDays: 1 } });
    const madeAt = async () => (await shoal.storage.listAllRooms({ text: "reef", sort: "name", limit: 1 })).items[0]?.createdAt;
    const before = await madeAt();
    const at = AT + 9 * DAY_MS;
    const { floor } = await shoal.storage.trimLog({ conversationId: room.id, server: forEver, at, limit: 100 });
    expect(floor).toBeGreaterThan(4);
    expect(await madeAt()).toBe(before ?? 0);
    const reefOf = async (user: Person) =>
      (await shoal.storage.listConversations(user.id)).conversations.find(({ id }) => id === room.id);
    expect(await reefOf(ben)).toMatchObject({ role: "moderator", rules: { isLocked: true, retentionDays: 1 }, head: floor });
    expect(await reefOf(cid)).toMatchObject({ mute: {} });
    await shoal.storage.leave(room.id, ann.id, at);
    expect(await reefOf(ben)).toMatchObject({ role: "owner" });
  });

  test("[P178e] [P191d] of a deleted user nothing stays in places that are not kept", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const message = { conversationId: LOBBY_ID, userId: ben.id, clientMessageId: newClientMessageId(), text: "pearl", at: AT };
    await shoal.storage.appendMessage(message);
    await shoal.say(ann, LOBBY_ID, "clam");
    await trimmedBy(shoal, LOBBY_ID, { days: 0, messages: 1 });
    await shoal.storage.deleteUser({ userId: ben.id, at: AT });
    while ((await shoal.storage.eraseDeletedUsers(2, AT)).isBehind);
    await trimmedBy(shoal, LOBBY_ID, { days: 0, messages: 1 });
    const { events } = await shoal.storage.readHistory(LOBBY_ID, ann.id, { after: 0, limit: 9 });
    expect(events.map(({ type }) => type)).toEqual(["message", "profile", "leave"]);
  });

  test("[P194] the time that retention believes goes so far at once, never beyond the clock, and back with it", async () => {
    await using shoal = await open();
    await shoal.signUp("Ann", AT);
    expect(await shoal.storage.advanceTime(AT, 0)).toBe(AT);
    const year = AT + 365 * DAY_MS;
    expect(await shoal.storage.advanceTime(year, 0)).toBe(AT);
    expect(await shoal.storage.advanceTime(year, DAY_MS)).toBe(AT + DAY_MS);
    await shoal.reopen();
    expect(await shoal.storage.advanceTime(year, DAY_MS)).toBe(AT + 2 * DAY_MS);
    expect(await shoal.storage.advanceTime(AT + 60_000, DAY_MS)).toBe(AT + 60_000);
  });

  test("[P194] what a wrong clock has stored goes with its neighbours: neither before them nor never", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann", AT);
    await sayOnDay(shoal, ann, 5);
    await sayOnDay(shoal, ann, -20_000); // 1975
    await sayOnDay(shoal, ann, 9_000); // 2054
    await sayOnDay(shoal, ann, 6);
    const floorOn = async (day: number) => {
      const at = AT + day * DAY_MS;
      const server = { days: 1, messages: 0 };
      const isDue = (await shoal.storage.listRetention({ server, at })).items.some((each) => each.isDue);
      return isDue ? (await shoal.storage.trimLog({ conversationId: LOBBY_ID, server, at, limit: 100 })).floor : undefined;
    };
    expect(await floorOn(5.5)).toBe(1);
    expect(await floorOn(5.5)).toBeUndefined();
    expect(await floorOn(6.5)).toBe(3);
    expect(await floorOn(6.5)).toBe(3);
    expect(await floorOn(7.5)).toBe(5);
  });

  test("what would go is told: messages, files and bytes", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann", AT);
    const id = await fileOf(shoal, ann);
    const named = { conversationId: LOBBY_ID, userId: ann.id, clientMessageId: newClientMessageId(), text: "see", at: AT };
    await shoal.storage.appendMessage({ ...named, files: [id] });
    await sayOnDay(shoal, ann, 0);
    await sayOnDay(shoal, ann, 5);
    const at = AT + 6 * DAY_MS;
    const { items } = await shoal.storage.listRetention({ server: { days: 3, messages: 0 }, at });
    expect(items).toMatchObject([{ conversationId: LOBBY_ID, name: "lobby", own: forEver, isDue: true, messages: 2, files: 1 }]);
    expect(items[0]?.fileBytes).toBeGreaterThan(0);
    expect((await shoal.storage.listRetention({ server: forEver, at })).items).toEqual([]);
  });
}

async function fileOf(shoal: OpenStorage, user: Person): Promise<string> {
  const id = newId("f");
  await shoal.storage.createUpload({ id, userId: user.id, name: "fish.txt", type: "text/plain", byteLength: 100, at: AT });
  await shoal.storage.completeUpload({ id, userId: user.id, type: "text/plain", byteLength: 100, at: AT });
  return id;
}

/** All that is due now. */
async function trimmedBy(shoal: OpenStorage, conversationId: string, server: Retention) {
  for (;;) {
    const trimmed = await shoal.storage.trimLog({ conversationId, server, at: AT, limit: 2 });
    if (!trimmed.isBehind) return trimmed;
  }
}

function sayOnDay(shoal: OpenStorage, author: Person, day: number) {
  return shoal.say(author, LOBBY_ID, `day ${day}`, newClientMessageId(), AT + day * DAY_MS);
}
