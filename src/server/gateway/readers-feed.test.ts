import { beforeEach, expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { settle } from "../../client/testing/settle.ts";
import type { DownFrameOf } from "../../protocol/frames/down.ts";
import { LOBBY_ID } from "../../protocol/ids.ts";
import type { ReadMarkers } from "../storage/storage.ts";
import { Connection } from "./connection.ts";
import { ReadersFeed } from "./readers-feed.ts";

const clock = new FakeClock();
let stored: ReadMarkers | undefined;
let readIds: string[];
let refusal: Error | undefined;
let problems: string[];
let feed: ReadersFeed;

beforeEach(() => {
  stored = { markers: [marker("ann", 1), marker("ben", 2), marker("eve", 3)], blocks: [] };
  [readIds, problems, refusal] = [[], [], undefined];
  const storage = {
    async listReadMarkers(id: string) {
      readIds.push(id);
      if (refusal !== undefined) throw refusal;
      return stored;
    },
  };
  feed = new ReadersFeed(storage, { info() {}, warn() {}, error: (problem) => problems.push(problem) });
});

test("[P24e] markers that move within a quarter of a second are read once, and told in one text", async () => {
  const [ann, ben] = [watcher("ann"), watcher("ben")];
  await flush();
  for (let seq = 4; seq < 50; seq += 1) feed.moved(LOBBY_ID);
  stored = { markers: [marker("ann", 49)], blocks: [] };
  await flush();
  await flush();
  expect(readIds).toEqual([LOBBY_ID, LOBBY_ID]);
  expect(ann.texts).toHaveLength(2);
  expect(ben.texts).toHaveLength(1); // he is not a member any more
});

test("[P24e] a client that comes later is told, and the others are not told again", async () => {
  const ann = watcher("ann");
  await flush();
  const ben = watcher("ben");
  await flush();
  expect([ann.texts.length, ben.texts.length]).toEqual([1, 1]);
  expect(ben.texts).toEqual(ann.texts);
});

test("[P24e] where there are too many members reading costs nothing, until one leaves; those who were told are told the end", async () => {
  const ann = watcher("ann");
  await flush();
  const all = stored;
  stored = undefined;
  feed.moved(LOBBY_ID);
  await flush();
  expect(ann.namesTold()).toEqual([["ann", "ben", "eve"], []]);
  for (let read = 0; read < 100; read += 1) feed.moved(LOBBY_ID);
  watcher("carol");
  await flush();
  expect(readIds).toHaveLength(2);
  feed.shrank(LOBBY_ID);
  stored = all;
  await flush();
  expect(ann.namesTold().at(-1)).toEqual(["ann", "ben", "eve"]);
});

test("[P24e] read markers without a watcher are not read", async () => {
  feed.moved("r_reef");
  feed.shrank("r_reef");
  const ann = watcher("ann");
  feed.unwatch(ann.connection, LOBBY_ID);
  await flush();
  expect(readIds).toEqual([]);
});

test("[P24f] [P24g] a text of their own goes to users with a block, and none to a user who does not share", async () => {
  stored = { markers: [marker("ann", 1), marker("ben", 2), marker("eve", 3)], blocks: [["u_ann", "u_eve"]] };
  const [ann, ben, eve, carol] = [watcher("ann"), watcher("ben"), watcher("eve"), watcher("carol")];
  await flush();
  expect(ann.namesTold()).toEqual([["ann", "ben"]]);
  expect(ben.namesTold()).toEqual([["ann", "ben", "eve"]]);
  expect(eve.namesTold()).toEqual([["ben", "eve"]]);
  expect(carol.texts).toEqual([]);
});

test("[P24f] a choice of a user makes those who see them read again, also without a connection of that user", async () => {
  watcher("ann");
  await flush();
  feed.changed("u_stranger", undefined);
  feed.changed("u_stranger", ["r_elsewhere"]);
  await flush();
  expect(readIds).toHaveLength(1);
  feed.changed("u_eve", undefined);
  await flush();
  feed.changed("u_carol", ["r_elsewhere", LOBBY_ID]);
  await flush();
  expect(readIds).toEqual([LOBBY_ID, LOBBY_ID, LOBBY_ID]);
});

test("a storage that fails is logged, and the next marker is another try", async () => {
  const ann = watcher("ann");
  refusal = new Error("broken");
  await flush();
  expect([problems.length, ann.texts.length]).toEqual([1, 0]);
  refusal = undefined;
  feed.moved(LOBBY_ID);
  await flush();
  expect(ann.texts).toHaveLength(1);
});

test("[P24e] of very many conversations some are read at once, and all of them after a while", async () => {
  const ids = Array.from({ length: 150 }, (_, index) => `d_${index}`);
  for (const id of ids) watcher("ann", id);
  await flush();
  expect(readIds).toHaveLength(64);
  await flush();
  await flush();
  expect(readIds.toSorted()).toEqual(ids.toSorted());
});

function watcher(name: string, conversationId = LOBBY_ID) {
  const texts: string[] = [];
  const connection = new Connection({ send: (text) => texts.push(text) > 0, close() {} }, clock, { address: "" });
  connection.belongsTo({ id: `s_${name}`, user: { id: `u_${name}`, nickname: name }, lastSeenAt: 0 });
  feed.watch(connection, conversationId);
  const namesTold = () =>
    texts.map((text) => (JSON.parse(text) as DownFrameOf<"readers">).markers.map(({ userId }) => userId.replace("u_", "")));
  return { connection, texts, namesTold };
}

async function flush(): Promise<void> {
  feed.flush();
  await settle();
}

function marker(name: string, readSeq: number) {
  return { userId: `u_${name}`, readSeq };
}
