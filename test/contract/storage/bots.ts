import { expect, test } from "bun:test";
import { type Bot, type BotScope, botLimits } from "../../../src/protocol/bots.ts";
import { LOBBY_ID, newId } from "../../../src/protocol/ids.ts";
import type { Person } from "../../../src/protocol/people.ts";
import type { NewBot } from "../../../src/server/storage/bot-records.ts";
import { staff } from "./people-on-server.ts";
import { AT, expectRefusal, NEVER, type Open, type OpenStorage } from "./subject.ts";

/** Of a bot that is not there yet. The hash of its token is the nickname. */
function newBot(
  nickname: string,
  { scopes = ["read", "write"] }: { scopes?: readonly BotScope[] } = {},
): Omit<NewBot, "actorId"> {
  return {
    ...{ user: { id: newId("b"), nickname }, nicknameKey: nickname, nicknameSkeleton: nickname, scopes, at: AT },
    session: { id: newId("s"), tokenHash: nickname, device: "bot", at: AT },
    expiredBefore: NEVER,
  };
}

async function makeBot(shoal: OpenStorage, nickname: string, by: Person | undefined, conversationId?: string): Promise<Bot> {
  return await shoal.storage.createBot({ ...newBot(nickname), actorId: by?.id, conversationId });
}

async function members(shoal: OpenStorage, conversationId: string, as: Person): Promise<string[]> {
  const page = await shoal.storage.listMembers(conversationId, as.id, { text: "", limit: 50 });
  return page.items.map(({ nickname }) => nickname);
}

const isGone = async (shoal: OpenStorage, tokenHash: string) => (await shoal.storage.findSession(tokenHash, NEVER)) === undefined;

export function botRules(open: Open): void {
  test("[P215b] the owner of a room makes a bot that is in that room and in no other, and users are told that it is one", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("ann"), await shoal.signUp("ben")];
    const room = await shoal.room(ann, "reef", { isPrivate: true });
    const other = await shoal.room(ann, "cave");
    const bot = await makeBot(shoal, "builds", ann, room.id);
    expect(bot).toMatchObject({ user: { nickname: "builds", isBot: true }, scopes: ["read", "write"], conversationId: room.id });
    expect(bot).toMatchObject({ maker: ann, createdAt: AT, hasToken: true });
    expect((await shoal.storage.listConversations(bot.user.id)).conversations.map(({ id }) => id)).toEqual([room.id]);
    expect((await shoal.log(room.id)).at(-1)).toMatchObject({ type: "join", by: { id: bot.user.id, isBot: true } });
    expect(await shoal.storage.findSession("builds", AT + 1)).toMatchObject({
      user: { id: bot.user.id },
      bot: { scopes: ["read", "write"], homeId: room.id },
    });
    const at = AT + 1;
    await expectRefusal(shoal.storage.join(other.id, bot.user.id, at), "not-allowed");
    await expectRefusal(shoal.storage.join(LOBBY_ID, bot.user.id, at), "not-allowed");
    await expectRefusal(shoal.storage.invite(other.id, ann.id, bot.user.id, at), "not-allowed");
    await expectRefusal(shoal.storage.createBot({ ...newBot("two"), actorId: ben.id, conversationId: room.id }), "not-found");
    await expectRefusal(shoal.storage.createBot({ ...newBot("two"), actorId: ben.id, conversationId: LOBBY_ID }), "not-allowed");
    await expectRefusal(shoal.storage.createBot({ ...newBot("two"), actorId: ben.id }), "not-allowed");
    await expectRefusal(makeBot(shoal, "builds", ann, other.id), "nickname-taken");
    await expectRefusal(shoal.storage.listBots({ actorId: ben.id, conversationId: room.id, limit: 9 }), "not-found");
    expect((await shoal.storage.listBots({ actorId: ann.id, conversationId: room.id, limit: 9 })).items).toEqual([bot]);
    expect((await shoal.storage.listBots({ actorId: ann.id, conversationId: other.id, limit: 9 })).items).toEqual([]);
  });

  test("an administrator, or the operator, makes bots of the server, which are in the lobby and join public rooms", async () => {
    await using shoal = await open();
    const root = await staff(shoal, "root", "administrator");
    const room = await shoal.room(root, "reef");
    const [one, two] = [await makeBot(shoal, "one", root), await makeBot(shoal, "two", undefined)];
    await shoal.storage.join(room.id, one.user.id, AT);
    expect((await shoal.storage.listConversations(one.user.id)).conversations.map(({ id }) => id).toSorted()).toEqual(
      [LOBBY_ID, room.id].toSorted(),
    );
    expect(two.maker).toBeUndefined();
    const first = await shoal.storage.listBots({ limit: 1 });
    expect(first.items).toEqual([one]);
    expect((await shoal.storage.listBots({ after: first.next, limit: 1 })).items).toEqual([two]);
    // Time ends neither a bot nor its token.
    await shoal.storage.retireGuests(AT + 1_000, AT + 1_000, 100);
    expect(await isGone(shoal, "one")).toBe(false);
    expect((await shoal.storage.listAudit({ limit: 9 })).items.filter(({ act }) => act === "create-bot")).toHaveLength(2);
  });

  test("[P215c] bots of a room and of a maker are limited", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("ann");
    const rooms = [await shoal.room(ann, "reef"), await shoal.room(ann, "cave"), await shoal.room(ann, "bay")];
    let made = 0;
    for (const room of rooms) {
      for (let place = 0; place < botLimits.botsPerRoomMax && made < botLimits.botsPerMakerMax; place += 1) {
        made += 1;
        await makeBot(shoal, `bot ${made}`, ann, room.id);
      }
    }
    const [full, , half] = rooms;
    await expectRefusal(makeBot(shoal, "more", ann, half?.id), "too-many-bots");
    const [first] = (await shoal.storage.listBots({ actorId: ann.id, conversationId: full?.id, limit: 1 })).items;
    const at = { actorId: ann.id, conversationId: half?.id, at: AT };
    const [last] = (await shoal.storage.listBots({ ...at, limit: 1 })).items;
    await shoal.storage.deleteBot({ ...at, userId: last?.user.id ?? "" });
    await expectRefusal(makeBot(shoal, "more", ann, full?.id), "too-many-bots");
    await makeBot(shoal, "more", ann, half?.id);
    expect(first?.hasToken).toBe(true);
  });

  test("[P218b] a new token ends the one before and makes the actor the maker; administrators give none for bots of rooms", async () => {
    await using shoal = await open();
    const root = await staff(shoal, "root", "administrator");
    const ann = await shoal.signUp("ann");
    const ben = await shoal.signUp("ben");
    const room = await shoal.room(ann, "reef");
    await shoal.storage.join(room.id, ben.id, AT);
    const bot = await makeBot(shoal, "builds", ann, room.id);
    const reset = { at: AT, userId: bot.user.id, session: { id: "s_two", tokenHash: "two", device: "bot", at: AT } };
    await expectRefusal(shoal.storage.resetBotToken({ ...reset, actorId: ben.id, conversationId: room.id }), "not-allowed");
    await expectRefusal(shoal.storage.resetBotToken({ ...reset, actorId: root.id }), "not-allowed");
    await expectRefusal(shoal.storage.resetBotToken(reset), "not-allowed");
    await shoal.storage.setRole({ actorId: ann.id, conversationId: room.id, userId: ben.id, role: "owner", at: AT });
    const answer = await shoal.storage.resetBotToken({ ...reset, actorId: ben.id, conversationId: room.id });
    expect(answer.bot.maker).toEqual(ben);
    expect(answer.endedSessionIds).toHaveLength(1);
    expect(await isGone(shoal, "builds")).toBe(true);
    expect(await isGone(shoal, "two")).toBe(false);
    // It is ben's now: ann's leaving is nothing to it.
    await shoal.storage.leave(room.id, ann.id, AT);
    expect(await isGone(shoal, "two")).toBe(false);
  });

  test("[P219a] a deleted bot is gone, with its token; its messages stay and its nickname is free", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("ann");
    const room = await shoal.room(ann, "reef");
    const bot = await makeBot(shoal, "builds", ann, room.id);
    await shoal.say(bot.user, room.id, "green");
    const act = { actorId: ann.id, conversationId: room.id, at: AT };
    await expectRefusal(shoal.storage.deleteBot({ ...act, userId: ann.id }), "not-found");
    expect(await shoal.storage.deleteBot({ ...act, userId: bot.user.id })).toHaveLength(1);
    await expectRefusal(shoal.storage.deleteBot({ ...act, userId: bot.user.id }), "not-found");
    expect(await isGone(shoal, "builds")).toBe(true);
    expect(await members(shoal, room.id, ann)).toEqual(["ann"]);
    expect((await shoal.log(room.id)).find(({ type }) => type === "message")).toMatchObject({
      text: "green",
      by: { isBot: true },
    });
    expect(await shoal.types(bot.user.id)).toEqual(["joined", "left"]);
    await shoal.signUp("builds");
  });

  test("[P219b] a bot of a room is no more when it is removed, when its maker leaves, and when the room is deleted", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("ann");
    const ben = await shoal.signUp("ben");
    const room = await shoal.room(ann, "reef", { isPrivate: true });
    const act = { actorId: ann.id, conversationId: room.id, at: AT };
    await shoal.storage.invite(room.id, ann.id, ben.id, AT);
    await shoal.storage.acceptInvitation(room.id, ben.id, AT);
    const [one, two] = [await makeBot(shoal, "one", ann, room.id), await makeBot(shoal, "two", ann, room.id)];
    await shoal.storage.kick({ ...act, userId: one.user.id });
    expect(await isGone(shoal, "one")).toBe(true);
    expect(await isGone(shoal, "two")).toBe(false);
    await shoal.storage.leave(room.id, ann.id, AT);
    expect(await isGone(shoal, "two")).toBe(true);
    expect(await members(shoal, room.id, ben)).toEqual(["ben"]);
    expect(await shoal.types(two.user.id)).toEqual(["joined", "left"]);

    const three = await makeBot(shoal, "three", ben, room.id);
    await shoal.storage.deleteRoom({ conversationId: room.id, at: AT });
    await shoal.storage.clearDeletedRooms(10, AT);
    expect(await isGone(shoal, "three")).toBe(true);
    expect(await shoal.types(three.user.id)).toEqual(["joined", "left"]);
  });

  test("[P219c] the tokens of a banned maker's bots end, and what a deleted maker's bots wrote goes with the maker's own", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("ann");
    const ben = await shoal.signUp("ben");
    const room = await shoal.room(ann, "reef");
    await shoal.storage.join(room.id, ben.id, AT);
    const bot = await makeBot(shoal, "builds", ann, room.id);
    await shoal.say(bot.user, room.id, "green");
    const ended = await shoal.storage.banUser({ userId: ann.id, at: AT });
    expect(ended.map(({ userId }) => userId).toSorted()).toEqual([ann.id, bot.user.id].toSorted());
    expect(await isGone(shoal, "builds")).toBe(true);
    expect((await shoal.storage.listBots({ limit: 9 })).items).toMatchObject([{ hasToken: false }]);
    await shoal.storage.unbanUser({ userId: ann.id, at: AT });
    const session = { id: "s_two", tokenHash: "two", device: "bot", at: AT };
    await shoal.storage.resetBotToken({ actorId: ann.id, conversationId: room.id, userId: bot.user.id, session, at: AT });
    expect(await isGone(shoal, "two")).toBe(false);

    await shoal.storage.deleteUser({ userId: ann.id, at: AT });
    while ((await shoal.storage.eraseDeletedUsers(100, AT)).isBehind);
    expect(await isGone(shoal, "two")).toBe(true);
    expect(await members(shoal, room.id, ben)).toEqual(["ben"]);
    expect((await shoal.log(room.id)).find(({ type }) => type === "message")).toMatchObject({ isDeleted: true, text: "" });
  });

  test("[P219d] a bot is muted where its maker is, in the room and on the server", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("ann");
    const ben = await shoal.signUp("ben");
    const room = await shoal.room(ann, "reef");
    const act = { actorId: ben.id, conversationId: room.id, userId: ann.id, at: AT };
    const bot = await makeBot(shoal, "builds", ann, room.id);
    await shoal.storage.join(room.id, ben.id, AT);
    await shoal.storage.setRole({ ...act, actorId: ann.id, userId: ben.id, role: "owner" });
    await shoal.storage.mute(act);
    await expectRefusal(shoal.say(bot.user, room.id, "red"), "muted");
    await shoal.storage.unmute(act);
    await shoal.say(bot.user, room.id, "green");
    await shoal.storage.muteUser({ userId: bot.user.id, until: AT + 5, at: AT });
    await shoal.storage.muteUser({ userId: ann.id, at: AT });
    await shoal.storage.unmuteUser({ userId: bot.user.id, at: AT });
    await expectRefusal(shoal.say(bot.user, room.id, "red"), "muted");
    await shoal.storage.unmuteUser({ userId: ann.id, at: AT });
    await shoal.say(bot.user, room.id, "green again");
  });

  test("[P217c] a bot is given no role, no room and no password", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("ann");
    const room = await shoal.room(ann, "reef");
    const { user } = await makeBot(shoal, "builds", ann, room.id);
    const act = { actorId: ann.id, conversationId: room.id, userId: user.id, at: AT };
    await expectRefusal(shoal.storage.setRole({ ...act, role: "moderator" }), "not-allowed");
    await expectRefusal(shoal.storage.setRole({ ...act, role: "owner" }), "not-allowed");
    await expectRefusal(shoal.storage.setRoomOwner({ conversationId: room.id, userId: user.id, at: AT }), "not-allowed");
    await expectRefusal(shoal.storage.setServerRole({ userId: user.id, serverRole: "moderator", at: AT }), "not-allowed");
    const link = { codeHash: "code", kind: "reset", userId: user.id, at: AT, expiresAt: AT + 1 } as const;
    await expectRefusal(shoal.storage.createAccountLink(link, 1), "not-allowed");
  });

  test("[P219e] a room is handed over to people and not to bots, and goes with the last of them", async () => {
    await using shoal = await open();
    const root = await staff(shoal, "root", "administrator");
    const [ann, ben] = [await shoal.signUp("ann"), await shoal.signUp("ben")];
    const room = await shoal.room(ann, "reef");
    const bot = await makeBot(shoal, "helper", root);
    await shoal.storage.join(room.id, bot.user.id, AT);
    await shoal.storage.join(room.id, ben.id, AT);
    await shoal.storage.leave(room.id, ann.id, AT);
    expect(await shoal.listed(ben, room.id)).toMatchObject({ role: "owner" });
    await shoal.storage.leave(room.id, ben.id, AT);
    expect(await shoal.listed(bot.user, room.id)).toBeUndefined();
    expect((await shoal.storage.listRooms(ann.id, { text: "reef", limit: 9 })).items).toEqual([]);
    // It is a bot of the server, and goes on in the lobby.
    expect(await isGone(shoal, "helper")).toBe(false);
    expect(await shoal.listed(bot.user, LOBBY_ID)).toBeDefined();
  });
}
