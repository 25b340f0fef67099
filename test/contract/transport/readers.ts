import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../../src/client/index.ts";
import { limits } from "../../../src/protocol/limits.ts";
import { WATCH_INTERVAL_MS } from "../../../src/server/gateway/presence-feed.ts";
import { eventually } from "../../support/eventually.ts";
import type { Participant } from "../../support/people.ts";
import { TcpProxy } from "../../support/proxy.ts";
import { startTestServer, type TestServer } from "../../support/test-server.ts";
import { connectionCountIs, type Subject } from "./subject.ts";

/** Whom a participant takes for readers of what; the last list counts. */
type Seen = Record<string, number>[];

export function readerRules({ enter, create, greet }: Subject): void {
  test("[P24e] in a private talk each sees how far the other has read, as it moves and after a reconnect", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    await using proxy = await TcpProxy.start(server.url);
    using ben = await enter(server, "ben", proxy);
    const { id } = await ann.client.openDirect(ben.user.id);
    const seenByAnn = readersSeenBy(ann);
    const seenByBen = readersSeenBy(ben);
    const { seq } = await ann.client.send(id, "hello");
    await eventually(() => expect(ben.texts(id)).toEqual(["hello"]));
    await ann.client.watch(id);
    await tells(server, () => expect(seenByAnn.at(-1)).toEqual({ ann: seq, ben: 0 }));
    await ben.client.watch(id);
    ben.client.markRead(id, seq);
    await tells(server, () => expect(seenByAnn.at(-1)).toEqual({ ann: seq, ben: seq }));
    await tells(server, () => expect(seenByBen.at(-1)).toEqual({ ann: seq, ben: seq }));

    proxy.cut();
    const second = await ann.client.send(id, "are you back?");
    await eventually(() => expect(ben.texts(id)).toEqual(["hello", "are you back?"]));
    ben.client.markRead(id, second.seq);
    const expected = { ann: second.seq, ben: second.seq };
    for (const seen of [seenByAnn, seenByBen]) await tells(server, () => expect(seen.at(-1)).toEqual(expected));
    using tab = await ben.inAnotherTab({ transport: create(server.url) });
    const seenInTab = readersSeenBy(tab);
    await tab.client.watch(id);
    await tells(server, () => expect(seenInTab.at(-1)).toEqual(expected));
  });

  test("[P24e] a stranger is not told, and a member who left neither tells nor is told", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using eve = await enter(server, "eve");
    const { id } = await ann.client.createRoom({ name: "reef" });
    await ben.client.join(id);
    const seenByAnn = readersSeenBy(ann);
    const seenByBen = readersSeenBy(ben);
    const seenByEve = readersSeenBy(eve);
    for (const { client } of [ann, ben]) await client.watch(id);
    await expect(eve.client.watch(id)).rejects.toMatchObject({ code: "not-found" });
    await tells(server, () => expect(Object.keys(seenByAnn.at(-1) ?? {})).toEqual(["ann", "ben"]));
    await tells(server, () => expect(seenByBen.at(-1)).toEqual(seenByAnn.at(-1) ?? {}));

    await ben.client.leave(id);
    await tells(server, () => expect(Object.keys(seenByAnn.at(-1) ?? {})).toEqual(["ann"]));
    seenByBen.length = 0;
    const { seq } = await ann.client.send(id, "hello");
    ann.client.markRead(id, seq);
    await eve.client.join(id);
    await tells(server, () => expect(Object.keys(seenByAnn.at(-1) ?? {})).toEqual(["ann", "eve"]));
    await ben.client.history(LOBBY_ID, { limit: 1 });
    expect([seenByBen, seenByEve]).toEqual([[], []]);
  });

  test("[P24f] a user who does not share is not told of, and not told: at once, on every device, until they share again", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using phone = await ben.onAnotherDevice({ transport: create(server.url) });
    const { id } = await ann.client.openDirect(ben.user.id);
    const { seq } = await ann.client.send(id, "hello");
    await eventually(() => expect(ben.texts(id)).toEqual(["hello"]));
    const seenByAnn = readersSeenBy(ann);
    const seenByBen = readersSeenBy(ben);
    for (const { client } of [ann, ben]) await client.watch(id);
    ben.client.markRead(id, seq);
    await tells(server, () => expect(seenByAnn.at(-1)).toEqual({ ann: seq, ben: seq }));
    await tells(server, () => expect(seenByBen.at(-1)).toEqual({ ann: seq, ben: seq }));

    await phone.client.shareReads(false);
    await tells(server, () => expect(seenByAnn.at(-1)).toEqual({ ann: seq }));
    for (const device of [ben, phone]) await eventually(() => expect(device.client.isReadShared).toBe(false));
    using tab = await ben.inAnotherTab({ transport: create(server.url) });
    expect(tab.client.isReadShared).toBe(false);
    expect(ann.client.isReadShared).toBe(true);
    const seenInTab = readersSeenBy(tab);
    seenByBen.length = 0;
    await tab.client.watch(id);
    const second = await ann.client.send(id, "are you there?");
    ben.client.markRead(id, second.seq);
    await eventually(() => expect(phone.client.conversations.get(id)?.readSeq).toBe(second.seq));
    for (let time = 0; time < 3; time += 1) {
      server.clock.advance(WATCH_INTERVAL_MS);
      await tab.client.history(id, { limit: 1 });
    }
    expect([seenByBen, seenInTab]).toEqual([[], []]);
    expect(seenByAnn.every((seen) => (seen.ben ?? 0) <= seq)).toBe(true);

    await phone.client.shareReads(true);
    for (const seen of [seenByAnn, seenByBen, seenInTab])
      await tells(server, () => expect(seen.at(-1)).toEqual({ ann: second.seq, ben: second.seq }));
  });

  test("[P24g] [P22h] users with a block are told nothing of each other, and others are told of both", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using eve = await enter(server, "eve");
    const direct = await ann.client.openDirect(eve.user.id);
    await ann.client.send(direct.id, "hello");
    const seen = [ann, ben, eve].map(readersSeenBy);
    const namesSeen = () => seen.map((each) => Object.keys(each.at(-1) ?? {}));
    for (const { client } of [ann, ben, eve]) await client.watch(LOBBY_ID);
    await tells(server, () => expect(namesSeen()).toEqual(Array(3).fill(["ann", "ben", "eve"])));
    for (const [one, other] of [
      [ann, eve],
      [eve, ann],
    ] as const)
      await tells(server, () => expect([...one.client.onlinePeers]).toEqual([other.user.id]));

    await ann.client.block(eve.user.id);
    await tells(server, () =>
      expect(namesSeen()).toEqual([
        ["ann", "ben"],
        ["ann", "ben", "eve"],
        ["ben", "eve"],
      ]),
    );
    for (const { client } of [ann, eve]) await tells(server, () => expect([...client.onlinePeers]).toEqual([]));
    for (const one of [ann, eve]) {
      using tab = await one.inAnotherTab({ transport: create(server.url) });
      expect([...tab.client.onlinePeers]).toEqual([]);
    }
    await ann.client.unblock(eve.user.id);
    await tells(server, () => expect(namesSeen()).toEqual(Array(3).fill(["ann", "ben", "eve"])));
    for (const { client } of [ann, eve]) await tells(server, () => expect(client.onlinePeers.size).toBe(1));
  });

  test("[P22f] [P22g] a client is told who is online of its user's private talks, without watching them", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    const ben = await enter(server, "ben");
    using eve = await enter(server, "eve");
    const { id } = await ann.client.openDirect(ben.user.id);
    await tells(server, () => expect([...ann.client.onlinePeers]).toEqual([ben.user.id]));
    server.clock.advance(WATCH_INTERVAL_MS);
    await ben.client.history(LOBBY_ID, { limit: 1 });
    expect(ben.client.onlinePeers.size).toBe(0); // it is not in his list yet [P26b]
    await ann.client.send(id, "hello");
    await tells(server, () => expect([...ben.client.onlinePeers]).toEqual([ann.user.id]));

    ben[Symbol.dispose]();
    await connectionCountIs(server, 2);
    server.clock.advance(limits.presenceLeaveDelayMs);
    await tells(server, () => expect([...ann.client.onlinePeers]).toEqual([]));
    using again = await ben.inAnotherTab({ transport: create(server.url) });
    expect([...again.client.onlinePeers]).toEqual([ann.user.id]);
    await tells(server, () => expect([...ann.client.onlinePeers]).toEqual([ben.user.id]));
    using tab = await ann.inAnotherTab({ transport: create(server.url) });
    expect([...tab.client.onlinePeers]).toEqual([ben.user.id]);
    expect(eve.client.onlinePeers.size).toBe(0);
  });

  test("[P22g] what changes within a quarter of a second comes in one frame", async () => {
    await using server = await startTestServer();
    using ann = await greet(server, "ann");
    const peers = await Promise.all(["ben", "carol", "小鱼"].map((nickname) => enter(server, nickname)));
    const me = ann.all("welcome")[0]?.user.id ?? "";
    for (const { client } of peers) await client.send((await client.openDirect(me)).id, "hello");
    await eventually(() => expect(ann.all("events").filter(({ logId }) => logId === me)).not.toHaveLength(0));
    await peers[0]?.client.history(LOBBY_ID, { limit: 1 });
    server.clock.advance(WATCH_INTERVAL_MS);
    const { online, offline } = await ann.hears("peers");
    expect(online.toSorted()).toEqual(peers.map(({ user }) => user.id).toSorted());
    expect(offline).toEqual([]);
    expect(ann.all("peers")).toHaveLength(1);
    for (const peer of peers) peer[Symbol.dispose]();
  });
}

/** Lets the server's quarters of a second pass until it has told. */
async function tells(server: TestServer, hasTold: () => void): Promise<void> {
  await eventually(() => {
    server.clock.advance(WATCH_INTERVAL_MS);
    hasTold();
  });
}

const nicknames = new Map<string, string>();

function readersSeenBy({ client, user }: Participant): Seen {
  const seen: Seen = [];
  nicknames.set(user.id, user.nickname);
  client.on("readers", ({ markers }) =>
    seen.push(Object.fromEntries(markers.map(({ userId, readSeq }) => [nicknames.get(userId) ?? userId, readSeq]))),
  );
  return seen;
}
