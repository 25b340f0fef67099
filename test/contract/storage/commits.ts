import { expect, test } from "bun:test";
import type { LogEvent } from "../../../src/protocol/events.ts";
import { LOBBY_ID, newClientMessageId } from "../../../src/protocol/ids.ts";
import { AT, expectRefusal, type Open } from "./subject.ts";

export function commitRules(open: Open): void {
  test("the announced events are those that are read, log by log, without holes", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const room = await shoal.room(ann, "harbour");
    await Promise.all([
      shoal.say(ann, LOBBY_ID, "one"),
      shoal.storage.join(room.id, ben.id, AT),
      shoal.say(ann, room.id, "two"),
      shoal.say(ben, LOBBY_ID, "three"),
      shoal.storage.markRead(LOBBY_ID, ann.id, 3, AT),
      shoal.storage.leave(room.id, ben.id, AT),
    ]);
    for (const id of [LOBBY_ID, room.id, ann.id, ben.id]) {
      const announced: LogEvent[] = [];
      for (const { after, events, messageCount } of shoal.appends.filter(({ logId }) => logId === id)) {
        expect(after).toBe(announced.length);
        announced.push(...events);
        expect(messageCount).toBe(announced.filter(({ type }) => type === "message").length);
      }
      expect(announced).toEqual([...(await shoal.log(id))]);
    }
  });

  test("one commit announces a log once, and users' logs before conversations' [P7]", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const room = await shoal.room(ann, "harbour");
    const before = shoal.batches.length;
    await Promise.all([
      shoal.say(ann, LOBBY_ID, "one"),
      shoal.storage.join(room.id, ben.id, AT),
      shoal.say(ann, LOBBY_ID, "two"),
      shoal.say(ben, room.id, "three"),
    ]);
    for (const batch of shoal.batches.slice(before)) {
      const ids = batch.map(({ logId }) => logId);
      expect(new Set(ids).size).toBe(ids.length);
      const isUsers = ids.map((id) => id === ann.id || id === ben.id);
      expect(isUsers).toEqual(isUsers.toSorted((a, b) => Number(b) - Number(a)));
    }
  });

  test("the caller of a write continues before the write is announced", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const before = shoal.batches.length;
    await shoal.storage
      .appendMessage({ conversationId: LOBBY_ID, userId: ann.id, clientMessageId: newClientMessageId(), text: "hello", at: AT })
      .then(() => expect(shoal.batches).toHaveLength(before));
    await shoal.log(LOBBY_ID);
    expect(shoal.batches).toHaveLength(before + 1);
  });

  test("a request that wrote nothing announces nothing, and a refusal does not affect others in its batch", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const id = newClientMessageId();
    await shoal.say(ann, LOBBY_ID, "once", id);
    const before = shoal.appends.length;
    const [, , stored] = await Promise.all([
      expectRefusal(shoal.say(ann, LOBBY_ID, "twice", id), "conflict"),
      expectRefusal(shoal.storage.join("r_nowhere", ann.id, AT), "not-found"),
      shoal.say(ann, LOBBY_ID, "next"),
      shoal.say(ann, LOBBY_ID, "once", id),
    ]);
    expect(stored).toMatchObject({ seq: 3 });
    await shoal.log(LOBBY_ID);
    const events = shoal.appends.slice(before).flatMap((append) => append.events);
    expect(events).toMatchObject([{ type: "message", text: "next" }]);
  });

  test("closing finishes earlier calls, and refuses later ones", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { storage } = shoal;
    const asked = Array.from({ length: 20 }, (_, index) => shoal.say(ann, LOBBY_ID, String(index)));
    const read = storage.readLog(LOBBY_ID, { limit: 1 });
    const closed = storage.close();
    await expectRefusal(shoal.say(ann, LOBBY_ID, "too late"), "unavailable");
    await expectRefusal(storage.listConversations(ann.id), "unavailable");
    expect((await Promise.all(asked)).map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
    expect((await read).events).toHaveLength(1);
    await closed;
    await storage.close();
    await expectRefusal(storage.readLog(LOBBY_ID, { limit: 1 }), "unavailable");
    await shoal.reopen();
    expect(await shoal.types(LOBBY_ID)).toHaveLength(21);
  });
}
