import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../src/client/index.ts";
import { checkDataFolder } from "../../src/operator/check/check-data-folder.ts";
import { eventually } from "../support/eventually.ts";
import { enter, expectGapless, wholeHistory } from "../support/people.ts";
import { SeededRandom } from "../support/random.ts";
import { ServerProcess } from "../support/server-process.ts";

const SENDERS = 16;
const KILLS = 10;
const MESSAGES_BETWEEN_KILLS = 25;

test("a server that is killed again and again loses, doubles and reorders nothing", async () => {
  const random = new SeededRandom();
  console.log(`SEED=${random.seed}`);
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  using observer = await enter(server.url, "小鱼");
  const senders = await Promise.all(Array.from({ length: SENDERS }, (_, index) => enter(server.url, `ann ${index}`)));
  const [ann, ben] = senders;
  if (ann === undefined || ben === undefined) throw new Error("Ann and ben are here.");
  const room = await ann.client.createRoom({ name: "reef" });
  await ben.client.join(room.id);
  const conversationIds = [LOBBY_ID, room.id];

  const acknowledged = new Map<string, { conversationId: string; text: string; seq: number }>();
  const written = new Set<string>();
  let isOver = false;

  // In the room only two write and two listen: its log is another one than the lobby's.
  async function write(index: number, sender: (typeof senders)[number]): Promise<void> {
    for (let count = 0; !isOver; count += 1) {
      const conversationId = index < 2 && count % 2 === 1 ? room.id : LOBBY_ID;
      const text = `${index}.${count}`;
      written.add(text);
      const { seq } = await sender.client.send(conversationId, text);
      acknowledged.set(text, { conversationId, text, seq });
    }
  }

  const writing = Promise.all(senders.map((sender, index) => write(index, sender)));
  for (let kill = 0; kill < KILLS; kill += 1) {
    const enough = acknowledged.size + MESSAGES_BETWEEN_KILLS + random.integer(0, 200);
    await eventually(() => expect(acknowledged.size).toBeGreaterThanOrEqual(enough), 20_000);
    await server.kill9();
    await server.restart();
  }
  isOver = true;
  await writing;

  // Nothing is left in an outbox, and what was written is what was acknowledged.
  for (const { client } of senders) expect(client.outboxEntries).toEqual([]);
  expect(acknowledged.size).toBe(written.size);

  using dan = await enter(server.url, "dan");
  await dan.client.join(room.id);
  for (const conversationId of conversationIds) {
    const log = await wholeHistory(dan, conversationId);
    expectGapless(log);
    const expected = [...acknowledged.values()].filter((message) => message.conversationId === conversationId);
    const messages = log.flatMap((event) => (event.type === "message" ? [{ text: event.text, seq: event.seq }] : []));
    expect(messages.toSorted(bySeq)).toEqual(expected.map(({ text, seq }) => ({ text, seq })).toSorted(bySeq));

    const observers = conversationId === LOBBY_ID ? [observer, ...senders] : [ann, ben];
    for (const { user, events, gaps } of observers) {
      const last = log.at(-1)?.seq ?? 0;
      await eventually(() => expect(events.get(conversationId)?.at(-1)?.seq).toBe(last));
      const seen = events.get(conversationId) ?? [];
      expectGapless(seen);
      expect({ nickname: user.nickname, seen }).toEqual({ nickname: user.nickname, seen: log.slice(-seen.length) });
      expect(gaps).toEqual([]);
    }
  }
  expect((await checkDataFolder(server.dataFolder)).problems).toEqual([]);
  for (const sender of senders) sender[Symbol.dispose]();
  console.log(`${acknowledged.size} messages, ${KILLS} kills`);
}, 90_000);

function bySeq(a: { readonly seq: number }, b: { readonly seq: number }): number {
  return a.seq - b.seq;
}
