import { expect, test } from "bun:test";
import { LOBBY_ID, newClientMessageId } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import type { LogRange } from "../../../src/server/storage/storage.ts";
import { AT, expectRefusal, type Open, type OpenStorage } from "./subject.ts";

export function logRules(open: Open): void {
  test("[P19a] history pages in both directions, ascending, with floor and head", async () => {
    await using shoal = await open();
    const { seqs } = await talk(shoal);
    expect(await seqs({ limit: 3 })).toEqual([9, 10, 11]);
    expect(await seqs({ before: 9, limit: 3 })).toEqual([6, 7, 8]);
    expect(await seqs({ before: 3, limit: 3 })).toEqual([1, 2]);
    expect(await seqs({ after: 0, limit: 3 })).toEqual([1, 2, 3]);
    expect(await seqs({ after: 9, limit: 3 })).toEqual([10, 11]);
    expect(await seqs({ after: 11, limit: 3 })).toEqual([]);
    expect(await seqs({ after: 99, limit: 3 })).toEqual([]);
    expect(await seqs({ before: 1, limit: 3 })).toEqual([]);
    expect(await seqs({ before: 99, limit: 2 })).toEqual([10, 11]);
  });

  test("[P19d] history begins at a time: with the first event of that time or later", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann", AT);
    for (const minutes of [1, 2, 2, 5, 9])
      await shoal.say(ann, LOBBY_ID, `${minutes}`, newClientMessageId(), AT + minutes * 60_000);
    const from = async (at: number, limit = 2): Promise<number[]> => {
      const { events } = await shoal.storage.readHistory(LOBBY_ID, ann.id, { since: at, limit });
      return events.map(({ seq }) => seq);
    };
    expect(await from(0)).toEqual([1, 2]);
    expect(await from(AT + 2 * 60_000)).toEqual([3, 4]);
    expect(await from(AT + 2 * 60_000 + 1)).toEqual([5, 6]);
    expect(await from(AT + 9 * 60_000, 50)).toEqual([6]);
    expect(await from(AT + 9 * 60_000 + 1)).toEqual([]);
    expect(await from(-1)).toEqual([1, 2]);
  });

  test("[P19d] a clock that was set back loses nothing: the page is another one of the log", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann", AT);
    for (const minutes of [8, 9, 1, 2, 3])
      await shoal.say(ann, LOBBY_ID, `${minutes}`, newClientMessageId(), AT + minutes * 60_000);
    const { events, floor, head } = await shoal.storage.readHistory(LOBBY_ID, ann.id, { since: AT + 2 * 60_000, limit: 50 });
    expect({ floor, head }).toEqual({ floor: 0, head: 6 });
    expect(events.map(({ seq }) => seq)).toEqual([2, 3, 4, 5, 6]);
  });

  test("a page says how many messages the log has up to its last event", async () => {
    await using shoal = await open();
    const { ann } = await talk(shoal);
    const page = async (range: LogRange) => await shoal.storage.readHistory(LOBBY_ID, ann.id, range);
    expect(await page({ after: 0, limit: 1 })).toMatchObject({ floor: 0, head: 11, messageCount: 0 });
    expect(await page({ after: 0, limit: 4 })).toMatchObject({ floor: 0, head: 11, messageCount: 3 });
    expect(await page({ before: 8, limit: 2 })).toMatchObject({ messageCount: 6 });
    expect(await page({ limit: 2 })).toMatchObject({ messageCount: 10 });
    expect(await page({ after: 11, limit: 2 })).toMatchObject({ events: [], head: 11, messageCount: 10 });
    expect(await page({ before: 1, limit: 2 })).toMatchObject({ events: [], head: 11, messageCount: 10 });
  });

  test("any log is read by the same ranges, a user's own too", async () => {
    await using shoal = await open();
    const { ann } = await talk(shoal);
    const ben = await shoal.signUp("Ben");
    await shoal.say(ben, LOBBY_ID, "me, too");
    await shoal.storage.markRead(LOBBY_ID, ann.id, 13, AT);
    expect(await shoal.storage.readLog(ann.id, { after: 1, limit: 9 })).toMatchObject({
      ...{ floor: 0, head: 2, messageCount: 0 },
      events: [{ seq: 2, type: "read", readSeq: 13 }],
    });
    expect(await shoal.storage.readLog(LOBBY_ID, { limit: 2 })).toEqual(
      await shoal.storage.readHistory(LOBBY_ID, ann.id, { limit: 2 }),
    );
    await expectRefusal(shoal.storage.readLog("r_nowhere", { limit: 9 }), "not-found");
  });

  test("[P27] history is for members, and ends with the membership", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const room = await shoal.room(ann, "harbour");
    const read = () => shoal.storage.readHistory(room.id, ben.id, { limit: 9 });
    await expectRefusal(read(), "not-found");
    await shoal.storage.join(room.id, ben.id, AT);
    expect((await read()).events).toHaveLength(2);
    await shoal.storage.leave(room.id, ben.id, AT);
    await expectRefusal(read(), "not-found");
    await expectRefusal(shoal.storage.readHistory(ann.id, ann.id, { limit: 9 }), "not-found");
  });

  test("[P19a] a page of long messages ends early, in either direction, and is never empty for that", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const long = "鱼".repeat(limits.messageBytesMax / 3);
    await Promise.all(Array.from({ length: 99 }, () => shoal.say(ann, LOBBY_ID, long)));
    const seqs = async (range: LogRange) =>
      (await shoal.storage.readHistory(LOBBY_ID, ann.id, range)).events.map(({ seq }) => seq);
    const count = Math.floor(limits.eventsFrameBytesMax / Buffer.byteLength(long));
    expect(await seqs({ limit: 200 })).toEqual(Array.from({ length: count }, (_, index) => 100 - count + 1 + index));
    expect(await seqs({ after: 1, limit: 200 })).toEqual(Array.from({ length: count }, (_, index) => 2 + index));
    expect(await seqs({ before: 3, limit: 1 })).toEqual([2]);
  });

  test("an acknowledged write is read at once", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    for (let round = 0; round < 50; round += 1) {
      const { seq } = await shoal.say(ann, LOBBY_ID, String(round));
      const { head, events } = await shoal.storage.readLog(LOBBY_ID, { limit: 1 });
      expect([head, events[0]?.seq]).toEqual([seq, seq]);
    }
  });
}

/** Ann's join and ten messages in the lobby. */
async function talk(shoal: OpenStorage) {
  const ann = await shoal.signUp("Ann");
  await Promise.all(Array.from({ length: 10 }, (_, index) => shoal.say(ann, LOBBY_ID, String(index))));
  const seqs = async (range: LogRange): Promise<number[]> => {
    const { events } = await shoal.storage.readHistory(LOBBY_ID, ann.id, range);
    return events.map(({ seq }) => seq);
  };
  return { ann, seqs };
}
