import { expect, test } from "bun:test";
import { ATTEMPT_TIMEOUT_MS } from "../../src/client/connection-manager.ts";
import { LOBBY_ID } from "../../src/client/index.ts";
import { type TransportName, transportNames } from "../../src/client/transports/choose-transports.ts";
import { eventually, pause } from "../support/eventually.ts";
import { startNginx } from "../support/nginx.ts";
import { enter, expectGapless, type Participant, wholeHistory } from "../support/people.ts";
import { TcpProxy } from "../support/proxy.ts";
import { SeededRandom } from "../support/random.ts";
import { ServerProcess } from "../support/server-process.ts";

const unlimited = { flags: ["--messages-per-second", "0"] };
/** Slower than anybody's clock needs, faster than a message a minute. */
const WITHIN_MS = 30_000;

/** Everybody has seen what the log has, each event once, from where they came. */
async function expectSameLog(people: readonly Participant[]): Promise<void> {
  const [first] = people;
  if (first === undefined) throw new Error("Nobody is here.");
  const log = await wholeHistory(first, LOBBY_ID);
  expectGapless(log);
  for (const { events, gaps } of people) {
    await eventually(() => expect(events.get(LOBBY_ID)?.at(-1)?.seq).toBe(log.at(-1)?.seq ?? 0), WITHIN_MS);
    const seen = events.get(LOBBY_ID) ?? [];
    expect(seen).toEqual(log.slice(-seen.length));
    expect(gaps).toEqual([]);
  }
}

async function isCarriedBy({ client }: Participant, name: TransportName): Promise<void> {
  await eventually(() => expect([client.state, client.transport]).toEqual(["live", name]), WITHIN_MS);
}

const directions = transportNames.flatMap((from) => transportNames.filter((to) => to !== from).map((to) => [from, to] as const));

test.each(directions)("[P37c] from %s to %s in the middle of a burst nothing is lost, doubled or held up", async (from, to) => {
  await using server = await ServerProcess.start(unlimited);
  using ann = await enter(server.url, "ann", { transport: from });
  using ben = await enter(server.url, "ben");
  const states: string[] = [];
  ann.client.on("state", ({ state }) => states.push(state));
  let isOver = false;
  const sent: string[] = [];
  async function write({ client, user }: Participant): Promise<void> {
    for (let count = 0; !isOver; count += 1) {
      const text = `${user.nickname} ${count}`;
      await client.send(LOBBY_ID, text);
      sent.push(text);
    }
  }
  const writing = [write(ann), write(ben)];
  await eventually(() => expect(sent.length).toBeGreaterThan(20));
  const page = ann.client.history(LOBBY_ID, { limit: 1 });
  ann.client.setTransport(to);
  const [{ events }] = await Promise.all([page, isCarriedBy(ann, to)]);
  expect(events).toHaveLength(1);
  const enough = sent.length + 20;
  await eventually(() => expect(sent.length).toBeGreaterThan(enough));
  isOver = true;
  await Promise.all(writing);
  await expectSameLog([ann, ben]);
  expect(ann.texts(LOBBY_ID).toSorted()).toEqual(sent.toSorted());
  expect(ann.client.outboxEntries).toEqual([]);
  expect(states).toEqual([]); // live all along
});

// These wait for the clocks of a proxy and of the client, so they wait together.
test.concurrent("[P37d] a proxy that knows no WebSocket and collects answers is left behind for a transport that works", async () => {
  await using server = await ServerProcess.start();
  await using nginx = await startNginx(server.url, { isBuffering: true });
  using ben = await enter(server.url, "ben");
  let isOver = false;
  const talking = (async () => {
    // What is said pushes what nginx holds back a bit further, now and then.
    for (let count = 0; !isOver; count += 1) {
      await ben.client.send(LOBBY_ID, `ben ${count}`);
      await pause(100);
    }
  })();
  using ann = await enter(server.url, "ann", { via: nginx.url });
  await isCarriedBy(ann, "long-poll");
  const carriers = new Set<string | undefined>();
  ann.client.on("message", () => carriers.add(ann.client.transport));
  ann.client.setTransport("auto"); // the better ones are tried now
  await pause(2 * ATTEMPT_TIMEOUT_MS);
  isOver = true;
  await talking;
  await ann.client.send(LOBBY_ID, "ann");
  await expectSameLog([ann, ben]);
  expect([...carriers]).toEqual(["long-poll"]);
}, 60_000);

test.concurrent.each(["stream", "long-poll", "poll"] as const)(
  "[P35b] over %s a proxy that cuts off whatever is quiet hides nothing",
  async (transport) => {
    await using server = await ServerProcess.start();
    await using nginx = await startNginx(server.url, { quietSecondsMax: 1 });
    using ben = await enter(server.url, "ben");
    using ann = await enter(server.url, "ann", { via: nginx.url, transport });
    for (let round = 0; round < 3; round += 1) {
      await pause(1_400); // longer than the proxy's patience
      await ben.client.send(LOBBY_ID, `ben ${round}`);
      await ann.client.send(LOBBY_ID, `ann ${round}`);
    }
    await expectSameLog([ben, ann]);
    expect(ann.texts(LOBBY_ID)).toHaveLength(6);
  },
  60_000,
);

test.each(transportNames)(
  "[P32] over %s a network that cuts again and again loses and doubles nothing",
  async (transport) => {
    const random = new SeededRandom();
    console.log(`SEED=${random.seed}`);
    await using server = await ServerProcess.start(unlimited);
    await using proxy = await TcpProxy.start(server.url);
    using ben = await enter(server.url, "ben");
    using ann = await enter(server.url, "ann", { via: proxy.url, transport });
    for (let round = 0; round < 12; round += 1) {
      await ann.client.send(LOBBY_ID, `ann ${round}`);
      await ben.client.send(LOBBY_ID, `ben ${round}`);
      await pause(random.integer(0, 40));
      proxy.cut();
    }
    expect(proxy.cutCount).toBeGreaterThan(0);
    await expectSameLog([ben, ann]);
    expect(ann.texts(LOBBY_ID)).toHaveLength(24);
  },
  60_000,
);

test.each(transportNames)(
  "[P8] over %s answers that are lost halfway are made good",
  async (transport) => {
    const random = new SeededRandom();
    console.log(`SEED=${random.seed}`);
    await using server = await ServerProcess.start(unlimited);
    await using proxy = await TcpProxy.start(server.url);
    using ben = await enter(server.url, "ben");
    using ann = await enter(server.url, "ann", { via: proxy.url, transport });
    const texts = Array.from({ length: 60 }, (_, count) => `${count}`);
    for (const text of texts) {
      if (random.chance(0.3)) proxy.cutAfter(random.pick(["up", "down"]), random.integer(0, 600));
      await Promise.all([ben.client.send(LOBBY_ID, `ben ${text}`), ann.client.send(LOBBY_ID, `ann ${text}`)]);
    }
    await expectSameLog([ben, ann]);
    const own = ann.texts(LOBBY_ID).filter((text) => text.startsWith("ann"));
    expect(own).toEqual(texts.map((text) => `ann ${text}`));
  },
  60_000,
);

test("[P31b] [P37a] after a kill and restart every client is back, on every transport", async () => {
  await using server = await ServerProcess.start(unlimited);
  const people = await Promise.all(transportNames.map((transport) => enter(server.url, `ann ${transport}`, { transport })));
  for (let kill = 0; kill < 3; kill += 1) {
    const sent = people.map(({ client, user }) => client.send(LOBBY_ID, `${user.nickname} ${kill}`));
    await server.kill9();
    await server.restart();
    await Promise.all(sent);
  }
  await expectSameLog(people);
  for (const person of people) {
    expect(person.client.outboxEntries).toEqual([]);
    person[Symbol.dispose]();
  }
}, 60_000);
