import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import type { UpFrameInput } from "../../protocol/frames/up.ts";
import { LOBBY_ID } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import type { Connection } from "../gateway/connection.ts";
import { WATCH_INTERVAL_MS } from "../gateway/presence-feed.ts";
import { Listener } from "../gateway/testing/listener.ts";
import { HEARD_WAIT_MS } from "./shared-sessions.ts";
import { type SeveralNodes, startNodes, type TestNode } from "./testing/several-nodes.ts";

const NODES = 3;
let clock: FakeClock;
let several: SeveralNodes;

beforeEach(async () => {
  clock = new FakeClock();
  several = await startNodes(NODES, clock);
});

afterEach(() => several[Symbol.asyncDispose]());

function node(index: number): TestNode {
  const found = several.nodes[index];
  if (found === undefined) throw new Error("no such node");
  return found;
}

interface Device {
  readonly listener: Listener;
  readonly connection: Connection;
  say(frame: UpFrameInput): void | Promise<void>;
}

async function connect(at: number, token: string): Promise<Device> {
  const { gateway } = node(at).core;
  const listener = new Listener();
  const connection = gateway.open(listener, { address: "127.0.0.1" });
  // As the transport of a WebSocket does.
  const close = listener.close.bind(listener);
  listener.close = (...ending) => {
    close(...ending);
    gateway.closed(connection);
  };
  Object.defineProperty(listener, "carrier", { value: "websocket" });
  const say = (frame: UpFrameInput) => gateway.received(connection, JSON.stringify(frame));
  await say({ type: "hello", version: PROTOCOL_VERSION, token });
  return { listener, connection, say };
}

function newUser(nickname: string) {
  return node(0).core.accounts.signInGuest(nickname, "");
}

describe("users at different nodes", () => {
  test("[P22i] see each other come, and [P23a] type", async () => {
    const [ann, ben] = [await newUser("ann"), await newUser("ben")];
    const annDevice = await connect(0, ann.token);
    await annDevice.say({ type: "watch", requestId: 1, conversationId: LOBBY_ID });
    const benDevice = await connect(1, ben.token);
    clock.advance(2 * WATCH_INTERVAL_MS);
    expect(
      annDevice.listener
        .all("presence")
        .at(-1)
        ?.online.map(({ id }) => id),
    ).toContain(ben.user.id);
    await benDevice.say({ type: "typing", conversationId: LOBBY_ID });
    clock.advance(2 * WATCH_INTERVAL_MS);
    expect(
      annDevice.listener
        .all("typists")
        .at(-1)
        ?.people.map(({ id }) => id),
    ).toEqual([ben.user.id]);
    await benDevice.say({ type: "typing", conversationId: LOBBY_ID, isTyping: false });
    clock.advance(2 * WATCH_INTERVAL_MS);
    expect(annDevice.listener.all("typists").at(-1)?.people).toEqual([]);
  });

  test("[P227a] get each other's broadcasts, once at each connection that watches", async () => {
    const [ann, ben] = [await newUser("ann"), await newUser("ben")];
    const watchers = [await connect(0, ann.token), await connect(2, ann.token)];
    for (const { say } of watchers) await say({ type: "watch", requestId: 1, conversationId: LOBBY_ID });
    const benDevice = await connect(1, ben.token);
    await benDevice.say({ type: "broadcast", requestId: 1, conversationId: LOBBY_ID, name: "pointer", data: { x: 1 } });
    const received = { type: "broadcast", conversationId: LOBBY_ID, by: ben.user, name: "pointer", data: { x: 1 } };
    for (const { listener } of watchers) expect(listener.all("broadcast")).toEqual([received] as never);
    expect(benDevice.listener.all("broadcast")).toEqual([]);
  });

  test("are told of typing no more often than people type, however often a client says it", async () => {
    const ben = await newUser("ben");
    const device = await connect(1, ben.token);
    for (let index = 0; index < 100; index += 1) {
      await device.say({ type: "typing", conversationId: LOBBY_ID, isTyping: index % 2 === 0 });
    }
    expect(several.buses.sent.get("typing")?.count).toBeLessThanOrEqual(6);
  });

  test("[P22i] are the same for the administration: each node counts everyone once", async () => {
    const ann = await newUser("ann");
    await connect(0, ann.token);
    await connect(1, ann.token);
    clock.advance(2 * WATCH_INTERVAL_MS);
    expect(several.nodes.map(({ core }) => core.presence.onlineCount)).toEqual([1, 1, 1]);
    expect(node(2).core.nodes.entries.map(({ name }) => name)).toEqual(["n2", "n0", "n1"]);
  });
});

test("a user has as many sockets over all nodes as at one; the oldest give way to the newest", async () => {
  const ann = await newUser("ann");
  const devices: Device[] = [];
  for (let index = 0; index < limits.connectionsPerUserMax + 2; index += 1) {
    devices.push(await connect(index < limits.connectionsPerUserMax ? 0 : 1, ann.token));
    clock.advance(WATCH_INTERVAL_MS);
  }
  expect(devices.slice(0, 2).map(({ listener }) => listener.closeReason)).toEqual(["replaced", "replaced"]);
  expect(devices.slice(2).filter(({ listener }) => listener.closeReason !== undefined)).toEqual([]);
});

describe("a session", () => {
  test("[P179f] that is banned at one node ends at all, with the reason, and stays ended when it is told again", async () => {
    const ann = await newUser("ann");
    const device = await connect(2, ann.token);
    node(0).core.gateway.endSession(ann.user.id, ann.sessionId, "banned");
    expect([device.listener.closeReason, device.listener.isRevoked]).toEqual(["banned", true]);
    node(2).core.gateway.sessionEndedElsewhere(ann.user.id, ann.sessionId);
    expect(() => node(2).core.endedSessions.requireLive(ann.sessionId)).toThrow(expect.objectContaining({ code: "banned" }));
  });

  test("[P130] that another node heard is known to the node that would push", async () => {
    const [ann, ben] = [await newUser("ann"), await newUser("ben")];
    await connect(2, ann.token);
    const asked = [ann, ben].map(({ user, sessionId }) => ({ userId: user.id, sessionId }));
    const heard = node(0).core.nodes.heardElsewhere(asked, 8_000);
    clock.advance(HEARD_WAIT_MS);
    expect([...(await heard)]).toEqual([ann.sessionId]);
    clock.advance(10_000);
    const later = node(0).core.nodes.heardElsewhere(asked, 8_000);
    clock.advance(HEARD_WAIT_MS);
    expect([...(await later)]).toEqual([]);
  });
});

test("settings that change at one node are read again at the others", () => {
  const told: string[] = [];
  for (const { core, name } of several.nodes) core.nodes.onSettings(() => told.push(name));
  node(0).core.nodes.tellSettings();
  expect(told).toEqual(["n1", "n2"]);
});

test("garbage on the bus is dropped", async () => {
  const ann = await newUser("ann");
  await connect(0, ann.token);
  const stranger = several.buses.connect("stranger");
  for (const subject of ["nodes", "presence", "typing", "sessions", "limits", "settings"] as const) {
    for (const text of [
      "",
      "{",
      "null",
      "[]",
      '{"type":"delta","version":-1,"rows":[]}',
      `"${"x".repeat(6_000)}"`,
      '{"serial":1e999}',
    ]) {
      stranger.publish(subject, text);
    }
  }
  clock.advance(5_000);
  await eventually(() => expect(several.nodes.map(({ core }) => core.presence.onlineCount)).toEqual([1, 1, 1]));
});
