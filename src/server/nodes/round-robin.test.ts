import { afterEach, beforeEach, expect, test } from "bun:test";
import { eventually, pause } from "../../../test/support/eventually.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { ShoalClient } from "../../client/index.ts";
import { LOBBY_ID } from "../../protocol/ids.ts";
import { type SeveralNodes, startNodes } from "./testing/several-nodes.ts";

// Clients behind a proxy that sends each request to the next of three nodes.

const transports = ["stream", "long-poll", "poll"] as const;
const NODES = 3;

let several: SeveralNodes;
let clients: ShoalClient[];

beforeEach(async () => {
  several = await startNodes(NODES);
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.close();
  await several[Symbol.asyncDispose]();
});

interface Seen {
  readonly client: ShoalClient;
  readonly userId: string;
  readonly texts: string[];
  welcomes: number;
  online: Set<string>;
  typists: string[];
}

async function enter(nickname: string, transport: (typeof transports)[number], clock?: FakeClock): Promise<Seen> {
  const { token, user } = (await several.nodes[0]?.core.accounts.signInGuest(nickname, "")) ?? { token: "", user: { id: "" } };
  const client = new ShoalClient("http://nodes.test", { token, transport, clock, fetch: several.fetch });
  clients.push(client);
  const seen: Seen = { client, userId: user.id, texts: [], welcomes: 0, online: new Set(), typists: [] };
  client.on("frame", ({ direction, text }) => {
    if (direction === "down" && text.includes('"type":"welcome"')) seen.welcomes += 1;
  });
  client.on("event", ({ event }) => {
    if (event.type === "message") seen.texts.push(event.text);
  });
  client.on("watched", ({ online }) => {
    seen.online = new Set(online.map(({ id }) => id));
  });
  client.on("presence", ({ online, offline }) => {
    for (const { id } of online) seen.online.add(id);
    for (const id of offline) seen.online.delete(id);
  });
  client.on("typists", ({ people }) => {
    seen.typists = people.map(({ id }) => id);
  });
  await eventually(() => expect(client.state).toBe("live"));
  return seen;
}

test.each(transports)("[P33d] a client on %s gets everything once and in order, and is greeted once", async (transport) => {
  const [ann, ben] = [await enter("ann", transport), await enter("ben", transport)];
  for (let index = 0; index < 20; index += 1) {
    await (index % 2 === 0 ? ann : ben).client.send(LOBBY_ID, `message ${index}`);
  }
  const expected = Array.from({ length: 20 }, (_, index) => `message ${index}`);
  await eventually(() => {
    expect(ann.texts).toEqual(expected);
    expect(ben.texts).toEqual(expected);
  });
  // A room that is joined at one node is subscribed to at all.
  const room = await ann.client.createRoom({ name: "reef" });
  await ben.client.join(room.id);
  await ann.client.send(room.id, "welcome to the reef");
  await eventually(() => expect(ben.texts.at(-1)).toBe("welcome to the reef"));
  expect([ann.welcomes, ben.welcomes]).toEqual([1, 1]);
});

test.each(["stream", "long-poll"] as const)(
  "[P33d] a client on %s sees who is there and who types, wherever its frames arrive",
  async (transport) => {
    const [ann, ben] = [await enter("ann", transport), await enter("ben", transport)];
    await ann.client.watch(LOBBY_ID);
    await eventually(() => expect(ann.online).toContain(ben.userId));
    await eventually(() => {
      ben.client.typing(LOBBY_ID);
      expect(ann.typists).toEqual([ben.userId]);
    });
    const cy = await enter("cy", transport);
    await eventually(() => expect(ann.online).toContain(cy.userId));
  },
);

test("[P33d] a quiet client on long-poll is not answered again and again", async () => {
  const ann = await enter("ann", "long-poll");
  await ann.client.watch(LOBBY_ID);
  await eventually(() => expect(several.requestCounts.get("/api/poll")).toBeGreaterThan(1));
  await pause(1_000);
  // A node that is asked for the first time may have something to say, and then it waits.
  expect(several.requestCounts.get("/api/poll")).toBeLessThanOrEqual(3 * NODES);
  expect(ann.welcomes).toBe(1);
});

test("[P33d] a client that leaves is gone at every node at once", async () => {
  const ann = await enter("ann", "poll");
  const connectionsNow = (): number => several.nodes.reduce((sum, { core }) => sum + core.gateway.connectionCount, 0);
  await eventually(() => expect(connectionsNow()).toBeGreaterThan(1));
  ann.client.close();
  await eventually(() => expect(connectionsNow()).toBe(0));
});

test("[P33d] a client of another past, or without cursors, is greeted", async () => {
  const { token } = (await several.nodes[0]?.core.accounts.signInGuest("ann", "")) ?? { token: "" };
  const id = "x".repeat(43);
  const ask = async (body: object): Promise<string> => {
    const response = await several.fetch("http://nodes.test/api/poll", {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "Shoal-Connection": id },
      body: JSON.stringify({ version: 1, ...body }),
    });
    expect(response.headers.get("Shoal-Connection")).not.toBe(id);
    return response.text();
  };
  expect(await ask({})).toContain('"type":"welcome"');
  expect(await ask({ epoch: "another", cursors: { [LOBBY_ID]: 1 } })).toContain('"type":"welcome"');
  expect(await ask({ epoch: several.storage.epoch, cursors: { [LOBBY_ID]: 1 } })).toContain('"type":"welcome"');
});

test("[P179f] a session that ends at one node ends at all of them", async () => {
  const ann = await enter("ann", "poll");
  const [session] = await several.storage.listSessions(ann.userId, 0);
  const [, node] = several.nodes;
  const ended = Promise.withResolvers<string | undefined>();
  ann.client.on("closed", (error) => ended.resolve(error?.code));
  await node?.core.accounts.signOut(session?.id ?? "");
  node?.core.gateway.endSession(ann.userId, session?.id ?? "");
  expect(["signed-out", "unauthenticated"]).toContain((await ended.promise) ?? "");
  for (const { core } of several.nodes) expect(() => core.endedSessions.requireLive(session?.id ?? "")).toThrow();
});

test("a device link that was made at one node signs in at another, once", async () => {
  const ann = await enter("ann", "poll");
  const [one, two, three] = several.nodes;
  const link = await one?.core.accounts.createDeviceLink(ann.userId);
  const signedIn = await two?.core.accounts.redeemDeviceLink(link?.code ?? "", "phone", {});
  expect(signedIn?.user.id).toBe(ann.userId);
  const again = three?.core.accounts.redeemDeviceLink(link?.code ?? "", "tablet", {}).then(
    () => "signed in",
    () => "refused",
  );
  expect(await again).toBe("refused");
});

test.each(transports)("[P33d] [P35c] minutes later a client on %s is still the same connection", async (transport) => {
  await several[Symbol.asyncDispose]();
  const clock = new FakeClock();
  several = await startNodes(NODES, clock);
  const [ann, ben] = [await enter("ann", transport, clock), await enter("ben", transport, clock)];
  for (let second = 0; second < 200; second += 1) {
    // No time passes while it is on its way: a client that hears nothing of it comes anew.
    if (second % 40 === 0) await ben.client.send(LOBBY_ID, `after ${second} s`);
    clock.advance(1_000);
    await pause(2);
  }
  await eventually(() => {
    clock.advance(100);
    expect(ann.texts).toEqual([0, 40, 80, 120, 160].map((second) => `after ${second} s`));
  });
  expect([ann.client.state, ann.welcomes, ben.welcomes]).toEqual(["live", 1, 1]);
  expect(several.nodes[0]?.core.presence.isOnline(ann.userId)).toBe(true);
});
