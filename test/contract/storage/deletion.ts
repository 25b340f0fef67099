import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../../src/protocol/ids.ts";
import { DELETED_NICKNAME, type Person } from "../../../src/protocol/people.ts";
import type { OwnConversation } from "../../../src/server/storage/people-records.ts";
import { eventually } from "../../support/eventually.ts";
import { staff } from "./people-on-server.ts";
import { AT, expectRefusal, NEVER, newGuest, type Open, type OpenStorage } from "./subject.ts";

const LATER = AT + 1_000;

async function erase(shoal: OpenStorage, limit = 1_000): Promise<void> {
  while ((await shoal.storage.eraseDeletedUsers(limit, LATER)).isBehind);
}

async function shown(shoal: OpenStorage, reader: Person, conversationId: string) {
  const { events } = await shoal.storage.readHistory(conversationId, reader.id, { limit: 200 });
  return events.flatMap((event) => (event.type === "message" ? [event] : []));
}

export function deletionRules(open: Open): void {
  test("[P178d] from the commit on nothing of a deleted user is served: no text, no file, no quote, no hit, no nickname", async () => {
    await using shoal = await open();
    const { storage } = shoal;
    const ann = await staff(shoal, "Ann");
    const ben = await shoal.signUp("Ben");
    const room = await shoal.room(ann, "Reef", { isPrivate: true });
    const direct = await shoal.direct(ann, ben);
    const upload = { id: "f_one", userId: ann.id, name: "secret.txt", type: "text/plain", byteLength: 3, at: AT };
    await storage.createUpload(upload);
    await storage.completeUpload({ ...upload, byteLength: 3 });
    const place = { conversationId: LOBBY_ID, userId: ann.id, clientMessageId: "m_with-a-file", at: AT };
    const { seq } = await storage.appendMessage({ ...place, text: "planted", files: [upload.id] });
    await storage.pin({ conversationId: LOBBY_ID, userId: ben.id, seq, at: AT });
    await storage.appendMessage({ ...place, userId: ben.id, clientMessageId: "m_answer", text: "answer", replyTo: seq });
    await shoal.say(ann, direct.id, "planted in private");
    await storage.invite(room.id, ann.id, ben.id, AT);
    await storage.acceptInvitation(room.id, ben.id, AT);
    await storage.createSession({ id: "s_more", userId: ann.id, tokenHash: "more", device: "", at: AT });

    const search = async () => (await storage.search({ userId: ben.id, query: "planted", limit: 10 })).items;
    await eventually(async () => expect(await search()).toHaveLength(2));

    const ended = await storage.deleteUser({ userId: ann.id, at: LATER });
    expect(ended).toHaveLength(2);
    expect(await storage.findSession("more", NEVER)).toBeUndefined();
    await expectRefusal(storage.findAccount(ann.id), "not-found");
    expect(await storage.findCredentials("ann")).toBeUndefined();
    const deleted = { id: ann.id, nickname: DELETED_NICKNAME };
    const lobby = await shown(shoal, ben, LOBBY_ID);
    expect(lobby[0]).toEqual({
      ...{ seq, at: AT, type: "message", by: deleted, clientMessageId: "m_with-a-file", text: "", isDeleted: true },
    });
    expect(lobby[1]).toMatchObject({ text: "answer", reply: { seq, by: deleted } });
    expect(lobby[1]?.reply).not.toHaveProperty("text");
    expect((await shown(shoal, ben, direct.id)).map(({ text }) => text)).toEqual([""]);
    expect(await storage.findFile(upload.id, ben.id)).toBeUndefined();
    expect(JSON.stringify(await storage.listPins(LOBBY_ID, ben.id))).not.toContain("planted");
    expect(await search()).toEqual([]);
    const list = await storage.listConversations(ben.id);
    expect(JSON.stringify(list)).not.toMatch(/planted|Ann/);
    // Their room has another owner, as after leaving.
    expect(await shoal.listed(ben, room.id)).toMatchObject({ role: "owner" });
    expect((await storage.listMembers(LOBBY_ID, ben.id, { text: "", limit: 10 })).items.map(({ id }) => id)).toEqual([ben.id]);
    // The nickname is free, and the user is no one to write to.
    await storage.createGuest(newGuest("Ann"));
    await expectRefusal(storage.openDirect({ newId: "d_new", userId: ben.id, peerId: ann.id, at: LATER }), "not-found");
    await expectRefusal(storage.deleteUser({ userId: ann.id, at: LATER }), "not-found");
  });

  test("[P178e] steps take it from the disk, and tell the others by events; a reopened storage goes on", async () => {
    await using shoal = await open();
    const { storage } = shoal;
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const said: number[] = [];
    for (let index = 0; index < 30; index += 1) said.push((await shoal.say(ann, LOBBY_ID, `planted ${index}`)).seq);
    const { seq: bens } = await shoal.say(ben, LOBBY_ID, "hello");
    await storage.react({ conversationId: LOBBY_ID, userId: ann.id, seq: bens, emoji: "👍", at: AT });
    await storage.react({ conversationId: LOBBY_ID, userId: ben.id, seq: bens, emoji: "👍", at: AT });
    await storage.updateProfile({
      userId: ann.id,
      nickname: { text: "Anna", key: "anna", skeleton: "anna" },
      at: AT,
      expiredBefore: NEVER,
    });
    await storage.deleteUser({ userId: ann.id, at: LATER });
    for (let step = 0; step < 3; step += 1) await storage.eraseDeletedUsers(10, LATER);
    await shoal.reopen();
    await erase(shoal, 10);
    const log = await shoal.log(LOBBY_ID);
    const deleted = { id: ann.id, nickname: DELETED_NICKNAME };
    const deletions = log.flatMap((event) => (event.type === "delete" ? [event] : []));
    expect(deletions.map(({ target }) => target).toSorted((one, other) => one - other)).toEqual(said);
    expect(deletions[0]?.by).toEqual(deleted);
    expect(log.filter(({ type }) => type === "unreact")).toMatchObject([{ by: deleted, target: bens, emoji: "👍" }]);
    const message = (await shown(shoal, ben, LOBBY_ID)).find(({ seq }) => seq === bens);
    expect(message?.reactions).toEqual([{ emoji: "👍", count: 1, isOwn: true }]);
    expect(JSON.stringify(log)).not.toMatch(/planted|Ann/);
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    // Done: again changes nothing.
    const { length } = log;
    await erase(shoal);
    expect(await shoal.log(LOBBY_ID)).toHaveLength(length);
  });

  test("[P178e] names inside events of others go, too: in rooms, and in the logs of those who had a private conversation", async () => {
    await using shoal = await open();
    const { storage } = shoal;
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const room = await shoal.room(ann, "Reef", { isPrivate: true });
    await storage.invite(room.id, ann.id, ben.id, AT);
    await storage.acceptInvitation(room.id, ben.id, AT);
    const direct = await shoal.direct(ann, ben);
    await shoal.say(ann, direct.id, "hello");
    expect(JSON.stringify(await shoal.log(ben.id))).toContain('"Ann"');
    await storage.leave(room.id, ann.id, AT);
    await storage.deleteUser({ userId: ann.id, at: LATER });
    await erase(shoal);
    expect(JSON.stringify(await shoal.log(room.id))).not.toContain("Ann");
    expect(JSON.stringify(await shoal.log(ben.id))).not.toContain('"Ann"');
    expect((await shoal.log(room.id)).find((event) => event.type === "join" && event.by.id === ben.id)).toMatchObject({
      ...{ invitedBy: { id: ann.id, nickname: DELETED_NICKNAME } },
    });
  });

  test("[P178b] users delete their own data with the password that they have, never as the last administrator", async () => {
    await using shoal = await open();
    const { storage } = shoal;
    const guest = newGuest("Ann");
    await storage.createGuest(guest);
    const own = { userId: guest.user.id, sessionId: guest.session.id, at: LATER };
    await expectRefusal(storage.deleteOwnData({ ...own, sessionId: "s_other" }), "unauthenticated");
    await expectRefusal(storage.deleteOwnData({ ...own, passwordHash: "none has it" }), "credentials-invalid");
    await storage.claimAccount({ userId: guest.user.id, passwordHash: "hash", at: AT });
    await expectRefusal(storage.deleteOwnData(own), "credentials-invalid");
    await storage.setServerRole({ userId: guest.user.id, serverRole: "administrator", at: AT });
    await expectRefusal(storage.deleteOwnData({ ...own, passwordHash: "hash" }), "last-administrator");
    await staff(shoal, "Ben", "administrator");
    expect(await storage.deleteOwnData({ ...own, passwordHash: "hash" })).toEqual([guest.session.id]);
    expect((await storage.listAudit({ limit: 1 })).items).toMatchObject([
      { act: "delete-own-data", user: { id: guest.user.id, nickname: DELETED_NICKNAME } },
    ]);
  });

  test("[P178e] files that no message names, reports and restrictions go with their user", async () => {
    await using shoal = await open();
    const { storage } = shoal;
    const ann = await shoal.signUp("Ann");
    const ben = await staff(shoal, "Ben", "moderator");
    const upload = { id: "f_open", userId: ann.id, name: "half.txt", type: "text/plain", byteLength: 3, at: AT };
    await storage.createUpload(upload);
    const { seq } = await shoal.say(ann, LOBBY_ID, "planted");
    await storage.report({ conversationId: LOBBY_ID, actorId: ben.id, seq, at: AT });
    await storage.banUser({ userId: ann.id, reason: "planted", at: AT });
    await storage.deleteUser({ userId: ann.id, at: LATER });
    expect(await storage.listReports({ conversationId: LOBBY_ID, actorId: ben.id, at: LATER })).toEqual([]);
    expect((await storage.listPeople({ text: "", filter: "banned", limit: 10, at: LATER })).items).toEqual([]);
    await erase(shoal);
    expect(await storage.listDoomedBlobs(10)).toContain("f_open");
    expect(await storage.listFileStates(["f_open"])).toEqual([]);
  });

  test("[P178a] a user's own data can be read page by page: what they wrote, where, and what they have set", async () => {
    await using shoal = await open();
    const { storage } = shoal;
    const ann = await staff(shoal, "Ann");
    const ben = await shoal.signUp("Ben");
    const left = await shoal.room(ben, "Left");
    await storage.join(left.id, ann.id, AT);
    const { seq: inLeft } = await shoal.say(ann, left.id, "said in a room that was left");
    await storage.leave(left.id, ann.id, AT);
    await storage.configure({ conversationId: LOBBY_ID, userId: ann.id, isPinned: true, at: AT });
    for (let index = 0; index < 5; index += 1) {
      await shoal.say(ann, LOBBY_ID, `mine ${index}`);
      await shoal.say(ben, LOBBY_ID, "another's");
    }
    await storage.block(ann.id, ben.id, AT);
    const profile = await storage.exportProfile(ann.id, AT);
    expect(profile).toMatchObject({ person: ann, isAccount: true, hasPassword: true, blockedIds: [ben.id] });
    expect(JSON.stringify(profile)).not.toContain("of Ann");
    const conversations: OwnConversation[] = [];
    let after: string | undefined;
    do {
      const page = await storage.exportConversations(ann.id, after, 1);
      conversations.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    expect(conversations).toMatchObject([
      { conversationId: LOBBY_ID, membership: { name: "lobby", settings: { isPinned: true } } },
      { conversationId: left.id, kind: "room" },
    ]);
    expect(conversations[1]).not.toHaveProperty("membership");
    expect(await storage.exportEvents(ann.id, left.id, 0, 100)).toMatchObject({
      events: [{ type: "message", seq: inLeft, text: "said in a room that was left" }],
    });
    const texts: unknown[] = [];
    for (let last = 0, head = 1; last < head; ) {
      const page = await storage.exportEvents(ann.id, LOBBY_ID, last, 3);
      texts.push(...page.events.map(({ text }) => text));
      ({ last, head } = page);
    }
    expect(texts).toEqual(["mine 0", "mine 1", "mine 2", "mine 3", "mine 4"]);
  });
}
