import { expect, test } from "bun:test";
import { LOBBY_ID, newClientMessageId, newId } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import type { Person } from "../../../src/protocol/people.ts";
import type { NewPushSubscription } from "../../../src/server/storage/push-records.ts";
import { AT, expectRefusal, type Open, type OpenStorage } from "./subject.ts";

const keys = { p256dh: "point", auth: "secret" };

/** The endpoint says whose device it is. */
async function subscribe(
  shoal: OpenStorage,
  user: Person,
  { endpoint = `https://push.test/${user.nickname}`, ...rest }: Partial<NewPushSubscription> = {},
): Promise<string> {
  const sessionId = rest.sessionId ?? newId("s");
  if (rest.sessionId === undefined) {
    const session = { id: sessionId, userId: user.id, tokenHash: newId("s"), device: "", at: AT };
    await shoal.storage.createSession(session);
  }
  await shoal.storage.subscribePush({ endpoint, keys, content: "who", level: "calls", at: AT, ...rest, sessionId });
  return sessionId;
}

/** Endpoints, each with the seq of its message. */
async function targets(shoal: OpenStorage, conversationId: string, since = 0): Promise<Record<string, number>> {
  const { items } = await shoal.storage.listPushTargets({ conversationId, since, limit: 100 });
  return Object.fromEntries(items.map(({ endpoint, seq }) => [endpoint.replace("https://push.test/", ""), seq]));
}

/** Without a user, of all members. */
async function mention(shoal: OpenStorage, author: Person, user: Person | undefined, conversationId = LOBBY_ID): Promise<number> {
  const mentions = [{ start: 0, length: 1, ...(user && { userId: user.id }) }];
  const message = { conversationId, userId: author.id, clientMessageId: newClientMessageId(), at: AT, text: "@ look", mentions };
  return (await shoal.storage.appendMessage(message)).seq;
}

export function pushRules(open: Open): void {
  test("[P130a] private messages and mentions call, and every message at the level of all; never one's own", async () => {
    await using shoal = await open();
    const [ann, ben, cat] = [await shoal.signUp("Ann"), await shoal.signUp("Ben"), await shoal.signUp("Cat")];
    for (const user of [ann, ben]) await subscribe(shoal, user);
    await subscribe(shoal, cat, { level: "all" });
    const said = await shoal.say(ann, LOBBY_ID, "hello");
    expect(await targets(shoal, LOBBY_ID)).toEqual({ Cat: said.seq });
    const called = await mention(shoal, ann, ben);
    await shoal.say(ann, LOBBY_ID, "and on");
    expect(await targets(shoal, LOBBY_ID)).toEqual({ Ben: called, Cat: called + 1 });
    expect(await targets(shoal, LOBBY_ID, called)).toEqual({ Cat: called + 1 });
    const direct = await shoal.direct(ann, ben);
    expect(await targets(shoal, direct.id)).toEqual({});
    await shoal.say(ann, direct.id, "psst");
    expect(await targets(shoal, direct.id)).toEqual({ Ben: 1 });
    const { items, messages, roomName } = await shoal.storage.listPushTargets({ conversationId: direct.id, since: 0, limit: 9 });
    expect(items).toEqual([
      {
        ...{ userId: ben.id, sessionId: expect.any(String), endpoint: "https://push.test/Ben", keys, content: "who" },
        ...{ seq: 1, isCall: true },
      },
    ]);
    expect(messages).toMatchObject([{ seq: 1, by: { nickname: "Ann" }, text: "psst" }]);
    expect(roomName).toBeUndefined();
  });

  test("[P130a] what the user chose for the conversation goes before the level", async () => {
    await using shoal = await open();
    const [ann, ben, cat] = [await shoal.signUp("Ann"), await shoal.signUp("Ben"), await shoal.signUp("Cat")];
    await subscribe(shoal, ben, { level: "all" });
    await subscribe(shoal, cat, { level: "calls" });
    const choose = (user: Person, notify: "default" | "all" | "mentions" | "none") =>
      shoal.storage.configure({ conversationId: LOBBY_ID, userId: user.id, notify, at: AT });
    await choose(ben, "mentions");
    await choose(cat, "all");
    const { seq } = await shoal.say(ann, LOBBY_ID, "hello");
    expect(await targets(shoal, LOBBY_ID)).toEqual({ Cat: seq });
    await choose(cat, "none");
    await mention(shoal, ann, cat);
    expect(await targets(shoal, LOBBY_ID)).toEqual({});
    await choose(ben, "default");
    expect(await targets(shoal, LOBBY_ID)).toEqual({ Ben: seq + 1 });
  });

  test("[P130a] a user whom the user blocks does not call", async () => {
    await using shoal = await open();
    const [ann, ben, cat] = [await shoal.signUp("Ann"), await shoal.signUp("Ben"), await shoal.signUp("Cat")];
    await subscribe(shoal, ben, { level: "all" });
    await shoal.storage.block(ben.id, ann.id, AT);
    await mention(shoal, ann, ben);
    expect(await targets(shoal, LOBBY_ID)).toEqual({});
    const { seq } = await shoal.say(cat, LOBBY_ID, "hello");
    await mention(shoal, ann, ben);
    expect(await targets(shoal, LOBBY_ID)).toEqual({ Ben: seq });
    await shoal.storage.unblock(ben.id, ann.id, AT);
    expect(await targets(shoal, LOBBY_ID)).toEqual({ Ben: seq + 1 });
  });

  test("[P130d] what was read or deleted meanwhile calls no more, and an edited message says what it says now", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("Ann"), await shoal.signUp("Ben")];
    const sessionId = await subscribe(shoal, ben);
    const { id } = await shoal.direct(ann, ben);
    await shoal.say(ann, id, "one");
    await shoal.say(ann, id, "two");
    await shoal.storage.editMessage({ conversationId: id, userId: ann.id, seq: 2, text: "2", at: AT });
    const { messages } = await shoal.storage.listPushTargets({ conversationId: id, since: 0, limit: 9 });
    expect(messages).toMatchObject([{ seq: 2, text: "2" }]);
    await shoal.storage.deleteMessage({ conversationId: id, userId: ann.id, seq: 2, at: AT });
    expect(await targets(shoal, id)).toEqual({ Ben: 1 });
    const found = async (session: string) => (await shoal.storage.findPushTarget(id, 0, session)).items.map(({ seq }) => seq);
    expect(await found(sessionId)).toEqual([1]);
    expect(await found("s_nobody")).toEqual([]);
    await shoal.storage.markRead(id, ben.id, 1, AT);
    expect(await targets(shoal, id)).toEqual({});
    expect(await found(sessionId)).toEqual([]);
    const room = await shoal.room(ann, "harbour");
    await shoal.storage.join(room.id, ben.id, AT);
    const seq = await mention(shoal, ann, undefined, room.id);
    expect(await targets(shoal, room.id)).toEqual({ Ben: seq });
    await shoal.storage.deleteMessage({ conversationId: room.id, userId: ann.id, seq, at: AT });
    expect(await targets(shoal, room.id)).toEqual({});
  });

  test("[P130b] one subscription of a session, one of an endpoint, and some of a user: the newest", async () => {
    await using shoal = await open();
    const [ann, ben, cat] = [await shoal.signUp("Ann"), await shoal.signUp("Ben"), await shoal.signUp("Cat")];
    const { id } = await shoal.direct(ann, ben);
    await shoal.say(ann, id, "hello");
    const sessionId = await subscribe(shoal, ben, { endpoint: "https://push.test/old" });
    await subscribe(shoal, ben, { sessionId, endpoint: "https://push.test/new" });
    expect(await targets(shoal, id)).toEqual({ new: 1 });
    await subscribe(shoal, cat, { endpoint: "https://push.test/new" });
    expect(await targets(shoal, id)).toEqual({});
    for (let index = 0; index <= limits.pushSubscriptionsPerUserMax; index += 1)
      await subscribe(shoal, ben, { endpoint: `https://push.test/${index}`, at: AT + index });
    expect(Object.keys(await targets(shoal, id))).toHaveLength(limits.pushSubscriptionsPerUserMax);
    expect(await targets(shoal, id)).not.toHaveProperty("0");
    await shoal.storage.unsubscribePush("https://push.test/1", cat.id);
    expect(await targets(shoal, id)).toHaveProperty("1");
    await shoal.storage.unsubscribePush("https://push.test/1", ben.id);
    await shoal.storage.unsubscribePush("https://push.test/2");
    await shoal.storage.unsubscribePush("https://push.test/2");
    expect(Object.keys(await targets(shoal, id))).toHaveLength(limits.pushSubscriptionsPerUserMax - 2);
  });

  test("[P130b] it ends with its session, and with its user; what the device wants is kept over a restart", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("Ann"), await shoal.signUp("Ben")];
    const { id } = await shoal.direct(ann, ben);
    await shoal.say(ann, id, "hello");
    const quiet = { from: 60, to: 90, timeZone: "Asia/Shanghai" };
    const sessionId = await subscribe(shoal, ben, { quiet, silentUntil: AT + 5 });
    await shoal.reopen();
    const { items } = await shoal.storage.listPushTargets({ conversationId: id, since: 0, limit: 9 });
    expect(items).toMatchObject([{ sessionId, quiet, silentUntil: AT + 5 }]);
    await shoal.storage.endSession(sessionId, AT);
    expect(await targets(shoal, id)).toEqual({});
    await expectRefusal(subscribe(shoal, ben, { sessionId }), "not-found");
    await subscribe(shoal, ben);
    await shoal.storage.retireGuests(AT + 1, AT + 1, 100);
    expect(await targets(shoal, id)).toEqual({});
  });

  test("[P130a] members come in pages, and those without a device or no longer there are left out", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const room = await shoal.room(ann, "harbour");
    for (let index = 0; index < 6; index += 1) {
      const user = await shoal.signUp(`user${index}`);
      await shoal.storage.join(room.id, user.id, AT);
      if (index !== 2) await subscribe(shoal, user, { level: "all" });
      if (index === 3) await shoal.storage.leave(room.id, user.id, AT);
    }
    await shoal.say(ann, room.id, "hello");
    const found: string[] = [];
    let pages = 0;
    for (let after: string | undefined = ""; after !== undefined; pages += 1) {
      const page = await shoal.storage.listPushTargets({ conversationId: room.id, since: 0, after, limit: 2 });
      if (page.items.length > 0) expect(page.roomName).toBe("harbour");
      found.push(...page.items.map(({ endpoint }) => endpoint.slice(-1)));
      after = page.next;
    }
    expect(found.toSorted()).toEqual(["0", "1", "4", "5"]);
    expect(pages).toBe(4); // the last one is empty
    expect(await shoal.storage.listPushTargets({ conversationId: "r_nowhere", since: 0, limit: 2 })).toEqual({
      items: [],
      messages: [],
    });
  });
}
