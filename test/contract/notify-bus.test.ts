import { afterAll, beforeAll, expect, test } from "bun:test";
import { SQL } from "bun";
import { type Clock, systemClock } from "../../src/clock.ts";
import { parseBusAddress } from "../../src/server/bus/bus-address.ts";
import { NotifyCarrier } from "../../src/server/bus/notify-bus.ts";
import { OUTGOING_BYTES_MAX } from "../../src/server/bus/outgoing.ts";
import { PacketBus } from "../../src/server/bus/packet-bus.ts";
import { eventually } from "../support/eventually.ts";
import { startPgBouncer } from "../support/pgbouncer.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { RecordedLog } from "../support/recorded-log.ts";
import { busContract } from "./bus.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());

/** What is waited for 5 s otherwise comes after 0.3. */
const hurried: Clock = { ...systemClock, every: (ms, callback) => systemClock.every((ms * 3) / 50, callback) };

busContract("a bus over NOTIFY", async () => {
  const log = new RecordedLog();
  const buses: PacketBus[] = [];
  return {
    log,
    open() {
      const bus = openBus(server.url, log);
      buses.push(bus);
      return bus;
    },
    cut: () => server.kill(),
    mend: () => server.restart(),
    async [Symbol.asyncDispose]() {
      await Promise.all(buses.map((bus) => bus.close()));
    },
  };
});

test("behind PgBouncer in transaction mode the log says what to do, and nothing else is harmed", async () => {
  await using pooler = await startPgBouncer(server.url);
  const log = new RecordedLog();
  const bus = openBus(pooler.url, log, { clock: hurried });
  const pooled =
    "LISTEN does not work there: a pooler such as PgBouncer in transaction mode passes no NOTIFY on; " +
    "give --bus postgres://… the address of the database itself";
  await eventually(() => expect(log.entries.map(({ fields }) => fields.reason)).toContain(pooled));
  bus.publish("typing", "lost");
  expect(bus.figures).toMatchObject({ isConnected: false, droppedCounts: { unconnected: 1 } });
  await bus.close();
  // No connection of an attempt is left.
  await using sql = new SQL(server.url, { max: 1 });
  await eventually(async () => expect(await listenerCount(sql)).toBe(0));
});

test("a wrong database, a wrong user and a port without a server are told, and no password is", async () => {
  const log = new RecordedLog();
  const withPassword = server.url.replace("postgres@", "nobody:s3cret@");
  const buses = [withPassword, server.url.replace(/postgres$/, "missing"), "postgres://a:s3cret@127.0.0.1:1/postgres"].map(
    (url) => openBus(url, log),
  );
  const reasons = () => log.entries.map(({ fields }) => String(fields.reason));
  await eventually(() => expect(reasons()).toHaveLength(3));
  expect(reasons().toSorted()).toEqual([
    "Failed to connect",
    'database "missing" does not exist',
    'role "nobody" does not exist',
  ]);
  expect(JSON.stringify(log.entries)).not.toContain("s3cret");
  await Promise.all(buses.map((bus) => bus.close()));
});

test("what other clients of the database send on the channel is dropped and counted; what they send on others is not heard", async () => {
  const log = new RecordedLog();
  const [ann, ben, stranger] = [
    openBus(server.url, log),
    openBus(server.url, log),
    openBus(server.url, log, { cluster: "rock" }),
  ];
  await eventually(() => expect([ann, ben, stranger].every(({ isConnected }) => isConnected)).toBe(true));
  const heard: string[] = [];
  for (const bus of [ben, stranger]) bus.subscribe("typing", (text) => heard.push(text));
  await using sql = new SQL(server.url, { max: 1 });
  for (let count = 0; count < 100; count += 1) await sql.notify("shoal_reef", `{"garbage":${count}}`);
  await sql.notify("shoal_reef");
  ann.publish("typing", "hi");
  await eventually(() => expect(heard).toEqual(["hi"]));
  expect([ben, stranger].map(({ figures }) => figures.droppedCounts.invalid)).toEqual([101, 0]);
  await Promise.all([ann, ben, stranger].map((bus) => bus.close()));
});

test("a database that answers nothing is given up, costs a bounded amount of memory, and is connected to again", async () => {
  await using frozen = await PostgresServer.start();
  const log = new RecordedLog();
  const bus = openBus(frozen.url, log, { clock: hurried });
  await eventually(() => expect(bus.isConnected).toBe(true));
  frozen.pause();
  const text = "x".repeat(7_000);
  const count = Math.floor((3 * OUTGOING_BYTES_MAX) / text.length);
  for (let each = 0; each < count; each += 1) bus.publish("presence", text);
  await eventually(() => expect(bus.isConnected).toBe(false));
  const { sentCount, droppedCounts } = bus.figures;
  expect({ sentCount, all: droppedCounts.full + droppedCounts.unconnected }).toEqual({ sentCount: 0, all: count });
  expect(droppedCounts.full).toBeGreaterThan(count / 2);
  expect(log.entries.at(-1)?.fields.reason).toBe("the database does not answer");
  frozen.resume();
  await eventually(() => expect(bus.isConnected).toBe(true));
  await bus.close();
});

test("a link lives as long as its packets come back to it", async () => {
  let tick = (): void => {};
  const clock: Clock = {
    ...systemClock,
    every(_, callback) {
      tick = callback;
      return () => {};
    },
  };
  const carrier = new NotifyCarrier({ type: "notify", url: server.url, server: "" }, "reef", clock);
  const link = await carrier.connect({ start: "shoal-bus/1 n_ann ", empty: "shoal-bus/1 n_ann 0\n", receive() {} });
  let reason: string | undefined;
  const ended = link.closed.then((given) => {
    reason = given;
  });
  tick(); // the first packet has come back: connecting waits for it
  await link.send(["shoal-bus/1 n_ann 1\n"]);
  expect(reason).toBeUndefined();
  tick();
  tick(); // no time for an answer
  await ended;
  expect(reason).toBe("the database does not answer");
});

test("a listening connection that the database ends is made anew, and no other is left", async () => {
  const log = new RecordedLog();
  const bus = openBus(server.url, log);
  let count = 0;
  bus.onReconnect(() => {
    count += 1;
  });
  await eventually(() => expect(count).toBe(1));
  await using sql = new SQL(server.url, { max: 1 });
  for (const expected of [2, 3]) {
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND application_name = 'shoal bus'`;
    await eventually(() => expect(count).toBe(expected));
    await eventually(async () => expect(await listenerCount(sql)).toBe(1));
  }
  await bus.close();
  await eventually(async () => expect(await listenerCount(sql)).toBe(0));
});

async function listenerCount(sql: SQL): Promise<number> {
  const [row] =
    await sql`SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = 'shoal bus' AND query LIKE 'LISTEN%'`;
  return row.count;
}

interface CarrierOptions {
  readonly cluster?: string;
  readonly clock?: Clock;
}

function openBus(url: string, log: RecordedLog, { cluster = "reef", clock = systemClock }: CarrierOptions = {}): PacketBus {
  const address = parseBusAddress(url);
  if (address?.type !== "notify") throw new Error(`${url} is no PostgreSQL.`);
  return new PacketBus({ carrier: new NotifyCarrier(address, cluster, clock), clock, log });
}
