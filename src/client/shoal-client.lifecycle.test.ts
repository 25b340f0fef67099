import { beforeEach, describe, expect, test } from "bun:test";
import type { FakeClock } from "../../test/support/fake-clock.ts";
import { errorTable } from "../protocol/errors.ts";
import { features } from "../protocol/features.ts";
import { limits } from "../protocol/limits.ts";
import { ShoalClient } from "./shoal-client.ts";
import { ClientRig } from "./testing/client-rig.ts";
import { FakeTransport } from "./testing/fake-transport.ts";
import { ann, ben, events, messages, room, welcome } from "./testing/frames.ts";

let rig: ClientRig;
let clock: FakeClock;
let transport: FakeTransport;
let client: ShoalClient;

beforeEach(async () => {
  rig = await ClientRig.open();
  ({ clock, transport, client } = rig);
});

describe("connecting", () => {
  test("connects by itself, like a WebSocket", () => {
    expect([client.state, client.readyState, client.user, client.transport]).toEqual([
      "connecting",
      ShoalClient.CONNECTING,
      undefined,
      undefined,
    ]);
    rig.becomeLive();
    expect([client.state, client.readyState, client.user, client.transport]).toEqual(["live", ShoalClient.OPEN, ann, "fake"]);
    expect(client.limits).toEqual(limits);
    expect(client.url).toBe("http://shoal.test");
  });

  test("the welcome of another user closes it before anything is sent in the wrong name", async () => {
    rig.becomeLive();
    client.send("lobby", "I am ann.").catch(() => {});
    rig.comeBack({ user: ben });
    expect([client.state, client.readyState, rig.takeSent()]).toEqual(["closed", ShoalClient.CLOSED, []]);
    expect(client.user).toEqual(ann);
  });

  test("[P10] [P37c] a message on its way when another transport takes over is sent again there, under its id", async () => {
    rig.becomeLive();
    const sent = client.send("lobby", "on its way");
    const [before] = rig.takeSent();
    const better = Object.assign(new FakeTransport(), { name: "better" });
    client.setTransport(better);
    better.channel.open();
    better.channel.say(welcome({ conversations: [room("lobby", { head: 10 })] }));
    const again = better.channel.takeSent().filter(({ type }) => type === "send");
    expect(again).toEqual(before === undefined ? [] : [before]);
    expect(again).toHaveLength(1);
    if (before?.type !== "send") throw new Error("A message was sent.");
    const { clientMessageId, conversationId } = before;
    better.channel.say({ type: "sent", clientMessageId, conversationId, seq: 11, at: 0, isDuplicate: true });
    expect(await sent).toMatchObject({ seq: 11, isDuplicate: true });
  });

  test("[P2] hello carries the version, the token, and after a reconnect the cursors with their epoch", () => {
    transport.channel.open();
    expect(transport.channel.takeSent()).toEqual([
      { type: "hello", version: 1, token: "t".repeat(43), cursors: {}, features: [...features] },
    ]);
    transport.channel.say(welcome({ conversations: [room("lobby", { head: 10 })] }));
    transport.channel.say(events("lobby", 10, ...messages(11)));
    transport.channel.drop();
    client.probe();
    transport.channel.open();
    expect(transport.channel.takeSent()).toMatchObject([{ epoch: "e1", cursors: { lobby: 11 } }]);
  });

  test("listeners of state already see the welcome's data", () => {
    const seen: unknown[] = [];
    client.on("state", ({ state }) => seen.push([state, client.user?.nickname, client.conversations.size]));
    rig.becomeLive();
    expect(seen).toEqual([
      ["greeting", undefined, 0],
      ["live", "ann", 1],
    ]);
  });

  test("emits state, welcome, replaced pasts, and conversations, in this order", () => {
    rig.becomeLive();
    rig.listen("conversations", "gap", "welcome", "state");
    rig.comeBack({ epoch: "e2" });
    expect(rig.told.slice(-4)).toEqual(["state", "welcome", "gap", "conversations"]);
  });

  test("in waiting it tells when it tries again", () => {
    rig.becomeLive();
    transport.channel.drop();
    expect(client.state).toBe("waiting");
    expect(client.readyState).toBe(ShoalClient.CONNECTING);
    expect(client.retryInMs).toBe(250);
    clock.advance(250);
    expect(client.state).toBe("connecting");
    expect(client.retryInMs).toBeUndefined();
  });

  test("keeps its state while there is no connection", () => {
    rig.becomeLive();
    transport.channel.drop();
    expect(client.conversations.has("lobby")).toBe(true);
    expect(client.user).toEqual(ann);
  });

  test("wakes with the page: asks an open connection, and tries at once in waiting", () => {
    rig.becomeLive();
    rig.wake();
    expect(rig.takeSent()).toEqual([{ type: "ping" }]);
    transport.channel.drop();
    rig.wake();
    expect(client.state).toBe("connecting");
  });
});

describe("ready", () => {
  test("resolves with the first welcome, at once while live, and with the next welcome after that", async () => {
    const first = client.ready();
    rig.becomeLive();
    expect((await first).type).toBe("welcome");
    expect((await client.ready()).type).toBe("welcome");
  });

  test("rejects when the client is closed for good, before and after", async () => {
    const before = client.ready();
    rig.becomeLive();
    await before;
    transport.channel.drop(errorTable["signed-out"].closeCode);
    await expect(client.ready()).rejects.toMatchObject({ code: "signed-out" });
  });

  test("rejects when the client is closed while it waits", async () => {
    const ready = client.ready();
    client.close();
    await expect(ready).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("closing", () => {
  test("[P31a] a server that does not want it back closes it for good, and says why", async () => {
    rig.becomeLive();
    const closed: unknown[] = [];
    client.on("closed", (error) => closed.push(error?.code));
    const page = client.history("lobby");
    transport.channel.drop(errorTable["signed-out"].closeCode);
    expect(client.readyState).toBe(ShoalClient.CLOSED);
    expect(closed).toEqual(["signed-out"]);
    await expect(page).rejects.toMatchObject({ code: "signed-out" });
    await expect(client.history("lobby")).rejects.toMatchObject({ code: "signed-out" });
    await expect(client.send("lobby", "oi")).rejects.toMatchObject({ code: "signed-out" });
  });

  test("leaves no timer and no listener behind, and rejects waiting requests", async () => {
    rig.becomeLive();
    const waiting = [client.send("lobby", "one"), client.send("lobby", "two"), client.history("lobby")];
    client.markRead("lobby", 5);
    client.probe();
    const closed: unknown[] = [];
    client.on("closed", (error) => closed.push(error));
    client.close();
    client.close();
    for (const promise of waiting) await expect(promise).rejects.toMatchObject({ code: "unavailable" });
    expect(closed).toEqual([undefined]);
    expect(rig.isWaking).toBe(false);
    expect(clock.pendingCount).toBe(0);
    expect(transport.channel.isClosed).toBe(true);
  });

  test("closed by a listener, it tells nothing more", () => {
    rig.becomeLive();
    client.on("event", () => client.close());
    rig.listen("event", "message", "conversations", "closed");
    transport.channel.say(events("lobby", 10, ...messages(11, 12)));
    expect(rig.told).toEqual(["event", "closed"]);
  });

  test("closed by a listener of live, nothing is sent and no timer is left", async () => {
    client.on("welcome", () => client.close());
    client.send("lobby", "one").catch(() => {});
    rig.becomeLive();
    expect(rig.takeSent()).toEqual([]);
    expect(clock.pendingCount).toBe(0);
  });
});
