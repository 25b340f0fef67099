import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { SeededRandom, testSeed } from "../../../test/support/random.ts";
import { limits } from "../../protocol/limits.ts";
import type { Bus } from "../bus/bus.ts";
import type { UserConnections } from "../gateway/user-connections.ts";
import { Peers } from "../presence/peers.ts";
import { Presence } from "../presence/presence.ts";
import { BEAT_INTERVAL_MS, NodeList, SILENT_MS_MAX } from "./node-list.ts";
import { SharedPresence } from "./shared-presence.ts";
import { FaultyBuses } from "./testing/faulty-buses.ts";

const seed = testSeed();
const ann = { id: "u_ann", nickname: "安 ann", tone: 3 };
const ben = { id: "u_ben", nickname: "ben" };
/** Until what was missed is known to be missed, is asked for, and asked for again. */
const HEALED_MS = BEAT_INTERVAL_MS + 5_000;

interface Node {
  readonly bus: Bus;
  readonly presence: Presence;
  readonly peers: Peers;
  readonly list: NodeList;
  close(): void;
}

let clock: FakeClock;
let random: SeededRandom;
let buses: FaultyBuses;
let nodes: Node[];

beforeEach(() => {
  clock = new FakeClock();
  random = new SeededRandom(seed);
  buses = new FaultyBuses(clock, random.next);
  nodes = ["one", "two", "three"].map(startNode);
});

afterEach(() => {
  for (const node of nodes) node.close();
  clock.advance(SILENT_MS_MAX * 2);
  expect(clock.pendingCount).toBe(0);
});

function startNode(nodeId: string): Node {
  const bus = buses.connect(nodeId);
  const presence = new Presence(clock);
  const peers = new Peers(presence);
  const userConnections = { socketCount: (userId: string) => presence.here(userId)?.connectionCount ?? 0 } as UserConnections;
  const shared = new SharedPresence({ bus, clock, presence, peers, userConnections });
  const list = new NodeList({
    ...{ bus, clock, table: () => shared.state(), onBeat: (id, table) => shared.heard(id, table) },
    onLeaving: (id) => clock.after(limits.presenceLeaveDelayMs, () => shared.lost(id)),
    onGone: (id) => shared.lost(id),
  });
  bus.onReconnect(() => {
    shared.missed();
    list.beat();
  });
  list.begin(() => ({ name: nodeId, version: "1", startedAt: 0, connections: {}, postsPerSecond: 0 }));
  const close = (): void => {
    list.close();
    shared.close();
    presence.close();
  };
  return { bus, presence, peers, list, close };
}

function node(index: number): Node {
  const found = nodes[index];
  if (found === undefined) throw new Error("no such node");
  return found;
}

function onlineIn(conversationId: string): string[][] {
  return nodes.map(({ presence }) => [...presence.onlineIn(conversationId).keys()].toSorted());
}

describe("[P22i] a user is online at every node", () => {
  test("while any of them has a connection, and goes with the last", () => {
    node(0).presence.connected(ann, ["lobby", "r_1"]);
    node(1).presence.connected(ann, ["lobby", "r_1"]);
    clock.advance(1_000);
    expect(onlineIn("r_1")).toEqual([[ann.id], [ann.id], [ann.id]]);
    expect(node(2).presence.onlineIn("r_1").get(ann.id)).toEqual(ann);
    node(0).presence.disconnected(ann.id);
    clock.advance(limits.presenceLeaveDelayMs + 1_000);
    expect(onlineIn("r_1")).toEqual([[ann.id], [ann.id], [ann.id]]);
    node(1).presence.disconnected(ann.id);
    clock.advance(limits.presenceLeaveDelayMs + 1_000);
    expect(onlineIn("r_1")).toEqual([[], [], []]);
    expect(nodes.map(({ presence }) => presence.onlineCount)).toEqual([0, 0, 0]);
  });

  test("and coming back at another one is no news", () => {
    const news: unknown[] = [];
    node(0).presence.connected(ann, ["lobby"]);
    clock.advance(1_000);
    for (const { presence } of nodes) presence.onChange = (...change) => news.push(change);
    node(0).presence.disconnected(ann.id);
    clock.advance(limits.presenceLeaveDelayMs / 2);
    node(1).presence.connected(ann, ["lobby"]);
    clock.advance(limits.presenceLeaveDelayMs * 2);
    expect(news).toEqual([]);
  });

  test("in the rooms that they join and leave, under the nickname that they have", () => {
    node(0).presence.connected(ann, ["lobby"]);
    node(0).presence.joined(ann.id, "r_2");
    node(0).presence.changed({ ...ann, nickname: "anna" });
    clock.advance(1_000);
    expect(node(2).presence.onlineIn("r_2").get(ann.id)?.nickname).toBe("anna");
    node(0).presence.left(ann.id, "r_2");
    clock.advance(1_000);
    expect(onlineIn("r_2")).toEqual([[], [], []]);
  });

  test("in more rooms than one message holds", () => {
    const rooms = Array.from({ length: limits.conversationsPerUserMax }, (_, index) => `r_${"x".repeat(16)}${index}`);
    node(0).presence.connected(ann, rooms);
    clock.advance(1_000);
    expect(
      node(1)
        .presence.onlineIn(rooms.at(-1) ?? "")
        .has(ann.id),
    ).toBe(true);
    for (const kept of [100, 10]) {
      for (const room of rooms.slice(kept)) node(0).presence.left(ann.id, room);
      clock.advance(1_000);
      expect(
        node(1)
          .presence.onlineIn(rooms.at(-1) ?? "")
          .has(ann.id),
      ).toBe(false);
      expect(
        node(1)
          .presence.onlineIn(rooms[kept - 1] ?? "")
          .has(ann.id),
      ).toBe(true);
    }
  });

  test("and not to those between whom there is a block, whichever node knows of it", () => {
    node(0).peers.greeted(ann.id, [["d_1", ben.id]], [ben.id]);
    node(0).presence.connected(ann, ["lobby", "d_1"]);
    node(1).peers.greeted(ben.id, [["d_1", ann.id]], []);
    node(1).presence.connected(ben, ["lobby", "d_1"]);
    clock.advance(1_000);
    expect(node(1).peers.onlineOf(ben.id)).toEqual([]);
    node(0).peers.blocked(ann.id, ben.id, false);
    clock.advance(1_000);
    expect(node(1).peers.onlineOf(ben.id)).toEqual([ann.id]);
    expect([...node(1).peers.takeChanges(100)]).toEqual([{ userId: ben.id, online: [ann.id], offline: [] }]);
  });
});

describe("nodes", () => {
  test("know each other, and a new one knows everyone at once", () => {
    node(0).presence.connected(ann, ["lobby"]);
    clock.advance(1_000);
    nodes.push(startNode("four"));
    clock.advance(1_000);
    expect(node(3).list.entries.map(({ name }) => name)).toEqual(["four", "one", "three", "two"]);
    expect(onlineIn("lobby")).toEqual([[ann.id], [ann.id], [ann.id], [ann.id]]);
  });

  test("that fall silent are gone, and their users with them", () => {
    node(0).presence.connected(ann, ["lobby"]);
    node(1).presence.connected(ben, ["lobby"]);
    clock.advance(BEAT_INTERVAL_MS);
    node(0).close();
    clock.advance(SILENT_MS_MAX - 1_000);
    expect(node(2).presence.isOnline(ann.id)).toBe(true);
    clock.advance(2_000);
    expect(node(2).presence.isOnline(ann.id)).toBe(false);
    expect(node(2).presence.isOnline(ben.id)).toBe(true);
    expect(node(1).list.entries.map(({ name }) => name)).toEqual(["two", "three"]);
  });

  test("that say goodbye are gone at once, and their users have the time of a reload to come back", () => {
    node(0).presence.connected(ann, ["lobby"]);
    clock.advance(1_000);
    node(0).list.leave();
    node(0).close();
    expect(node(2).list.entries.map(({ name }) => name)).toEqual(["three", "two"]);
    clock.advance(limits.presenceLeaveDelayMs - 1_000);
    expect(node(2).presence.isOnline(ann.id)).toBe(true);
    clock.advance(2_000);
    expect(node(2).presence.isOnline(ann.id)).toBe(false);
  });

  test("that are cut off know what they missed when they are back", () => {
    node(0).presence.connected(ann, ["lobby"]);
    clock.advance(1_000);
    buses.cut("three");
    node(0).presence.disconnected(ann.id);
    node(1).presence.connected(ben, ["lobby"]);
    clock.advance(limits.presenceLeaveDelayMs * 2);
    expect(onlineIn("lobby")[2]).toEqual([ann.id]);
    buses.mend("three");
    clock.advance(HEALED_MS);
    expect(onlineIn("lobby")).toEqual([[ben.id], [ben.id], [ben.id]]);
  });
});

test(`what is lost, repeated and overtaken is made good within ${HEALED_MS} ms (seed ${seed})`, () => {
  Object.assign(buses.faults, { lost: 0.2, repeated: 0.2, late: 0.3 });
  const people = Array.from({ length: 200 }, (_, index) => ({ id: `u_${index}`, nickname: `生 ${index}` }));
  const rooms = Array.from({ length: 30 }, (_, index) => `r_${index}`);
  for (let step = 0; step < 1_500; step += 1) {
    const { presence } = random.pick(nodes);
    const person = random.pick(people);
    const act = random.integer(0, 9);
    if (act < 4)
      presence.connected(
        person,
        rooms.filter(() => random.chance(0.2)),
      );
    else if (act < 7) presence.disconnected(person.id);
    else if (act === 7 && presence.here(person.id)) presence.joined(person.id, random.pick(rooms));
    else if (act === 8 && presence.here(person.id)) presence.left(person.id, random.pick(rooms));
    else if (presence.here(person.id)) presence.changed({ ...person, tone: random.integer(0, 11) });
    clock.advance(random.integer(0, 60));
  }
  clock.advance(limits.presenceLeaveDelayMs + 1_000);
  Object.assign(buses.faults, { lost: 0, repeated: 0, late: 0 });
  clock.advance(HEALED_MS);
  const here = nodes.map(({ presence }) => people.filter(({ id }) => presence.here(id)).map(({ id }) => id));
  const everyone = new Set(here.flat());
  expect(everyone.size).toBeGreaterThan(50);
  for (const { presence } of nodes) {
    expect(people.filter(({ id }) => presence.isOnline(id)).length).toBe(everyone.size);
    expect(presence.onlineCount).toBe(everyone.size);
  }
  for (const { id } of people) {
    // Where several nodes have a user, the test moved them in and out of rooms at one only.
    const at = nodes.filter(({ presence }) => presence.here(id));
    if (at.length !== 1) continue;
    const shown = new Set(at[0]?.presence.here(id)?.conversationIds);
    for (const { presence } of nodes) {
      expect(rooms.filter((room) => presence.onlineIn(room).has(id))).toEqual(rooms.filter((room) => shown.has(room)));
    }
  }
});
