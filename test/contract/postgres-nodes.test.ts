import { afterAll, beforeAll, expect, test } from "bun:test";
import { SQL } from "bun";
import { newClientMessageId } from "../../src/protocol/ids.ts";
import { laneOf } from "../../src/server/storage/postgres/locks.ts";
import { openPostgresStorage } from "../../src/server/storage/postgres/postgres-storage.ts";
import { prepareDatabase } from "../../src/server/storage/postgres/prepare-database.ts";
import type { StoredMessage } from "../../src/server/storage/storage.ts";
import { damageOfPostgres } from "../history/shoal/postgres-damage.ts";
import { eventually } from "../support/eventually.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { SeededRandom } from "../support/random.ts";
import { OpenStorage } from "./storage/subject.ts";

/** Many times as long as a node lets pass without looking at the feed. */
const HEARD_WITHIN_MS = 5_000;

let server: PostgresServer;
let template: string;

beforeAll(async () => {
  server = await PostgresServer.start();
  const url = await server.createDatabase();
  await prepareDatabase(url, () => {});
  template = new URL(url).pathname.slice(1);
});

afterAll(() => server[Symbol.asyncDispose]());

/** Two nodes on one database. No hint passes between them: what they hear they read. */
async function twoNodes() {
  const url = await server.createDatabase({ copyOf: template });
  const place = {
    open: (onCommit: Parameters<typeof openPostgresStorage>[0]["onCommit"]) => openPostgresStorage({ url, onCommit }),
  };
  const open = (): Promise<OpenStorage> => OpenStorage.at({ ...place, async [Symbol.asyncDispose]() {} });
  const [one, other] = await Promise.all([open(), open()]);
  return {
    ...{ url, one, other },
    async [Symbol.asyncDispose]() {
      await Promise.all([one, other].map((node) => node[Symbol.asyncDispose]()));
    },
  };
}

test("transactions that end in another order than they began are all heard", async () => {
  await using nodes = await twoNodes();
  const { one, other, url } = nodes;
  const ann = await one.signUp("Ann");
  const rooms = await roomsOfOneLane(one, ann);
  await eventually(() => expect(heard(other, rooms[1])).toEqual([1]));
  await using sql = new SQL(url, { max: 1 });
  const given = {
    place: 0,
    conversation: rooms[0],
    author: ann.id,
    message: newClientMessageId(),
    at: Date.UTC(2030),
    body: "slow",
  };
  await sql`BEGIN`;
  await sql`SELECT append_messages(${laneOf(rooms[0])}, ${JSON.stringify([given])}::text::json)`;
  // It begins later, and must not be heard as if nothing were before it.
  const quick = one.say(ann, rooms[1], "quick");
  // As long as a node takes to look at the feed by itself.
  await Bun.sleep(600);
  await sql`COMMIT`;
  await quick;
  await eventually(() => {
    for (const node of [one, other]) for (const room of rooms) expect(heard(node, room)).toEqual([1, 2]);
  }, HEARD_WITHIN_MS);
});

test("a page is not answered before the node has heard what was committed before it", async () => {
  await using nodes = await twoNodes();
  const { one, other } = nodes;
  const ann = await one.signUp("Ann");
  const ben = await one.signUp("Ben");
  const reef = await one.room(ann, "reef");
  for (let round = 0; round < 5; round += 1) {
    await one.storage.join(reef.id, ben.id, Date.UTC(2030));
    await one.storage.leave(reef.id, ben.id, Date.UTC(2030));
    await other.storage.readLog(reef.id, { after: 0, limit: 10 });
    // The node that wrote may hear of it a moment later: what it answers to a write is not a page.
    expect(heard(other, ben.id).length).toBeGreaterThanOrEqual((round + 1) * 2);
  }
  await eventually(() => expect(heard(other, ben.id)).toEqual(heard(one, ben.id)), HEARD_WITHIN_MS);
});

test("[P10] one message that is sent at two nodes at once is stored once", async () => {
  await using nodes = await twoNodes();
  const { one, other } = nodes;
  const ann = await one.signUp("Ann");
  const reef = await one.room(ann, "reef");
  for (let round = 0; round < 10; round += 1) {
    const id = newClientMessageId();
    const stored = await Promise.all([one, other].map((node) => node.say(ann, reef.id, "once", id)));
    expect(new Set(stored.map(({ seq }) => seq)).size).toBe(1);
  }
  expect(await one.types(reef.id)).toEqual(["join", ...Array<string>(10).fill("message")]);
});

test("[P6] [P11] with every connection cut and Postgres killed meanwhile, what is acknowledged is there once, and both nodes hear the same", async () => {
  await using nodes = await twoNodes();
  const { one, other, url } = nodes;
  const random = new SeededRandom();
  console.log(`SEED=${random.seed}`);
  const ann = await one.signUp("Ann");
  const rooms: string[] = [];
  for (const name of ["a", "b", "c", "d"]) rooms.push((await one.room(ann, name)).id);
  const acknowledged: { readonly room: string; readonly id: string; readonly stored: StoredMessage }[] = [];
  let isOver = false;
  const talk = async (node: OpenStorage): Promise<void> => {
    while (!isOver) {
      const room = random.pick(rooms);
      const id = newClientMessageId();
      // As a client does: the same again, until it is answered.
      for (let stored: StoredMessage | undefined; stored === undefined; ) {
        stored = await node.say(ann, room, id, id).catch(() => undefined);
        if (stored === undefined) await Bun.sleep(20);
        else acknowledged.push({ room, id, stored });
      }
    }
  };
  const talkers = [one, one, one, other, other, other].map(talk);
  for (let round = 0; round < 4; round += 1) {
    await Bun.sleep(random.integer(50, 250));
    if (round === 2) await server.restart();
    else await cutAll(url);
  }
  await Bun.sleep(100);
  isOver = true;
  await Promise.all(talkers);
  expect(acknowledged.length).toBeGreaterThan(20);
  expect(await damageOfPostgres(url)).toEqual([]);
  for (const room of rooms) {
    const log = await one.log(room);
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    const ids = log.flatMap((event) => (event.type === "message" ? [event.text] : []));
    expect(new Set(ids).size).toBe(ids.length);
    await eventually(() => {
      for (const node of [one, other]) expect(heard(node, room)).toEqual(log.map(({ seq }) => seq));
    });
    for (const { id, stored } of acknowledged.filter((each) => each.room === room))
      expect(log[stored.seq - 1]).toMatchObject({ text: id });
  }
}, 30_000);

test("a database that went back gets another epoch, once, and every node ends", async () => {
  const url = await server.createDatabase({ copyOf: template });
  const ended: Error[] = [];
  const open = () => openPostgresStorage({ url, onCommit: () => {}, onFatal: (error) => ended.push(error) });
  const storages = [await open(), await open(), await open()];
  await using sql = new SQL(url, { max: 1 });
  // As if each node had heard of more than the database has.
  await sql`UPDATE lanes SET feed = 7 WHERE lane = 3`;
  await sql`INSERT INTO feed (lane, id, seen, kind) SELECT 3, id, 0, 'settings' FROM generate_series(1, 7) AS id`;
  for (const storage of storages) storage.hint();
  await Bun.sleep(100);
  await sql`UPDATE lanes SET feed = 4 WHERE lane = 3`;
  await eventually(() => expect(ended).toHaveLength(3));
  const [row] = await sql`SELECT value FROM meta WHERE name = 'epoch'`;
  expect(row.value).not.toBe(storages[0]?.epoch);
  await Promise.all(storages.map((storage) => storage.close()));
  const anew = await open();
  expect(anew.epoch).toBe(row.value);
  await anew.close();
});

/** The seqs that a node was told of a log, in order. */
function heard(node: OpenStorage, logId: string): number[] {
  return node.appends.filter((append) => append.logId === logId).flatMap(({ events }) => events.map(({ seq }) => seq));
}

async function roomsOfOneLane(node: OpenStorage, owner: Awaited<ReturnType<OpenStorage["signUp"]>>): Promise<[string, string]> {
  const first = await node.room(owner, "first");
  for (let number = 0; ; number += 1) {
    const room = await node.room(owner, `room ${number}`);
    if (laneOf(room.id) === laneOf(first.id)) return [first.id, room.id];
  }
}

async function cutAll(url: string): Promise<void> {
  await using sql = new SQL(url, { max: 1 });
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
}
