import { beforeEach, expect, test } from "bun:test";
import type { FakeClock } from "../../test/support/fake-clock.ts";
import type { DownFrame } from "../protocol/frames/down.ts";
import { limits } from "../protocol/limits.ts";
import { RETRY_BOUND_MAX_MS, RETRY_BOUND_MIN_MS } from "./backoff.ts";
import type { StateChange } from "./client-events.ts";
import {
  ATTEMPT_TIMEOUT_MS,
  type ConnectionManager,
  LINGER_MS,
  PONG_TIMEOUT_MS,
  PROBE_TIMEOUT_MS,
} from "./connection-manager.ts";
import { FakeTransport } from "./testing/fake-transport.ts";
import { events, messages, welcome } from "./testing/frames.ts";
import { RecordedConnection } from "./testing/recorded-connection.ts";
import { BETTER_AFTER_MIN_MS, SHORT_LIVES_MAX, TransportFallback } from "./transports/transport-fallback.ts";

let transport: FakeTransport;
let better: FakeTransport;
let fallback: TransportFallback;
let recorded: RecordedConnection;
let clock: FakeClock;
let changes: StateChange[];
let frames: DownFrame[];
let renewals: string[];
let connection: ConnectionManager;

beforeEach(() => {
  transport = new FakeTransport();
  better = Object.assign(new FakeTransport(), { name: "better" });
  fallback = new TransportFallback([better, transport]);
  recorded = new RecordedConnection(fallback);
  ({ clock, changes, frames, renewals, connection } = recorded);
});

function fallBack(): void {
  clock.advance(ATTEMPT_TIMEOUT_MS);
  clock.advance(0);
  becomeLiveOn(transport);
}

test("[P37a] without a welcome the next one is dialled at once", () => {
  expect(connection.transport).toBeUndefined();
  fallBack();
  expect([connection.state, connection.transport]).toEqual(["live", "fake"]);
  expect(better.channel.isClosed).toBe(true);
});

test("[P37c] the better one is tried again beside the live one, and takes over when it is welcomed", () => {
  fallBack();
  const { channel: old } = transport;
  clock.advance(BETTER_AFTER_MIN_MS - 1_000);
  connection.probe(); // so that this one is heard
  old.say({ type: "pong" });
  clock.advance(1_000);
  better.channel.open();
  old.say(events("lobby", 0, ...messages(1)));
  expect([connection.transport, frames.length]).toEqual(["fake", 1]);
  better.channel.say(welcome());
  expect([connection.state, connection.transport, renewals]).toEqual(["live", "better", ["switched"]]);
  connection.send({ type: "ping" });
  expect(better.channel.takeSent().map(({ type }) => type)).toEqual(["hello", "ping"]);
  better.channel.say(events("lobby", 1, ...messages(2)));
  expect(frames).toHaveLength(2);
});

test("[P37c] earlier requests are still answered, and the old channel ends soon after", () => {
  fallBack();
  const { channel: old } = transport;
  fallback.replace([better]);
  connection.reconsider();
  better.channel.open();
  better.channel.say(welcome());
  old.say({ type: "done", requestId: 1 });
  old.say(events("lobby", 0, ...messages(1)));
  expect(frames).toEqual([{ type: "done", requestId: 1 }]); // events come on the new one
  old.drop();
  expect(connection.state).toBe("live");
  clock.advance(LINGER_MS);
  expect(renewals).toEqual(["switched", "lingered"]);
  expect(old.isClosed).toBe(true);
});

test("[P37c] a transport chosen just before the next probe is tried once, and takes over", () => {
  fallBack();
  clock.advance(BETTER_AFTER_MIN_MS - 1_000);
  connection.probe(); // so that the live one is heard
  transport.channel.say({ type: "pong" });
  fallback.replace([better, transport]);
  connection.reconsider();
  const { channel: chosen } = better;
  chosen.open();
  clock.advance(1_000);
  chosen.say(welcome());
  connection.send({ type: "ping" });
  expect(better.channel).toBe(chosen);
  expect(chosen.takeSent().map(({ type }) => type)).toEqual(["hello", "ping"]);
});

test("[P37c] a better one that fails changes nothing, and is tried later", () => {
  fallBack();
  fallback.replace([better, transport]);
  connection.reconsider();
  better.channel.drop();
  expect([connection.state, connection.transport, renewals]).toEqual(["live", "fake", []]);
  expect(fallback.betterAfterMs).toBe(2 * BETTER_AFTER_MIN_MS);
});

test("[P37c] a connection that is greeted anew again and again still tries the better one", () => {
  fallBack();
  const attempts = better.channels.length;
  for (let waitedMs = 0; waitedMs < BETTER_AFTER_MIN_MS; waitedMs += BETTER_AFTER_MIN_MS / 3) {
    clock.advance(BETTER_AFTER_MIN_MS / 3);
    transport.channel.renew();
    transport.channel.say(welcome());
  }
  expect(better.channels).toHaveLength(attempts + 1);
  expect(better.channel.isClosed).toBe(false);
});

test("[P37c] the loss of the live channel ends the probe", () => {
  fallBack();
  fallback.replace([better]);
  connection.reconsider();
  better.channel.open();
  transport.channel.drop();
  expect(connection.state).toBe("waiting");
  expect(better.channel.isClosed).toBe(true);
  clock.advance(RETRY_BOUND_MAX_MS);
  expect(better.channels.length).toBeGreaterThan(2);
});

test("[P37a] a transport chosen without a connection is dialled at once", () => {
  fallback.replace([transport]);
  connection.reconsider();
  clock.advance(0);
  becomeLiveOn(transport);
  expect([connection.state, connection.transport]).toEqual(["live", "fake"]);
  expect(better.channel.isClosed).toBe(true);
});

test("[P37b] a transport that falls silent is left, but not when it was the device that slept", () => {
  becomeLiveOn(better);
  clock.sleep(3_600_000);
  clock.advance(0);
  expect(fallback.current.name).toBe("better");
  clock.advance(RETRY_BOUND_MIN_MS);
  becomeLiveOn(better);
  clock.advance(limits.heartbeatTimeoutMs);
  expect(fallback.current.name).toBe("fake");
});

test("[P37d] one in doubt has to answer after its welcome, or the next one is dialled at once", () => {
  better.channel.open();
  better.channel.doubt();
  better.channel.say(welcome());
  expect(better.channel.takeSent().map(({ type }) => type)).toEqual(["hello", "ping"]);
  better.channel.say(events("lobby", 0, ...messages(1)));
  clock.advance(PROBE_TIMEOUT_MS);
  clock.advance(0);
  becomeLiveOn(transport);
  expect([connection.state, connection.transport]).toEqual(["live", "fake"]);
});

test("[P37d] one in doubt has to answer sooner once the server has the question", () => {
  better.channel.open();
  better.channel.doubt();
  better.channel.say(welcome());
  clock.advance(PROBE_TIMEOUT_MS - PONG_TIMEOUT_MS - 1);
  better.channel.take();
  clock.advance(PONG_TIMEOUT_MS - 1);
  expect(connection.transport).toBe("better");
  clock.advance(1);
  expect(fallback.current.name).toBe("fake");
});

test("[P37d] a channel that answers goes on, and is probed again when it is in doubt again", () => {
  better.channel.open();
  better.channel.doubt();
  better.channel.say(welcome());
  better.channel.say({ type: "pong" });
  clock.advance(PROBE_TIMEOUT_MS);
  expect([connection.state, connection.transport]).toEqual(["live", "better"]);
  better.channel.doubt();
  clock.advance(PROBE_TIMEOUT_MS);
  expect(fallback.current.name).toBe("fake");
});

test("[P37e] a better one in doubt has to prove itself beside the live one before it takes over with a new welcome", () => {
  fallBack();
  fallback.replace([better, transport]);
  connection.reconsider();
  const { channel: first } = better;
  first.open();
  first.doubt();
  first.say(welcome());
  first.take();
  first.say(events("lobby", 0, ...messages(1)));
  expect([connection.transport, frames.length]).toEqual(["fake", 0]);
  first.say({ type: "pong" });
  expect([first.isClosed, connection.transport]).toEqual([true, "fake"]);
  better.channel.open();
  better.channel.doubt();
  better.channel.say(welcome());
  expect([connection.transport, renewals]).toEqual(["better", ["switched"]]);
});

test("[P37e] a better one that is held back changes nothing", () => {
  fallBack();
  fallback.replace([better, transport]);
  connection.reconsider();
  better.channel.open();
  better.channel.doubt();
  better.channel.say(welcome());
  better.channel.take();
  clock.advance(PONG_TIMEOUT_MS);
  expect([better.channel.isClosed, connection.state, connection.transport]).toEqual([true, "live", "fake"]);
});

test("[P37c] a better transport that welcomes another user ends it", () => {
  fallBack();
  fallback.replace([better]);
  connection.reconsider();
  recorded.isExpected = false;
  better.channel.open();
  better.channel.say(welcome());
  expect([connection.state, changes.at(-1)?.error?.code, renewals]).toEqual(["closed", "signed-out", []]);
  expect([transport.channel.isClosed, better.channel.isClosed]).toEqual([true, true]);
});

test("[P37b] a transport that is cut repeatedly soon after its welcome is left", () => {
  for (let cut = 0; cut < SHORT_LIVES_MAX; cut += 1) {
    clock.advance(RETRY_BOUND_MIN_MS);
    becomeLiveOn(better);
    clock.advance(8_000);
    better.channel.drop();
  }
  expect(fallback.current.name).toBe("fake");
});

test("[P33c] a welcome that is announced goes on with the same channel", () => {
  fallBack();
  transport.channel.renew();
  transport.channel.say(welcome());
  expect([connection.state, renewals]).toEqual(["live", ["greeted anew"]]);
  transport.channel.say(welcome());
  expect(connection.state).toBe("waiting"); // a lost connection is no connection
});

test("[P37c] closed in the middle of a trial it leaves nothing behind", () => {
  fallBack();
  fallback.replace([better]);
  connection.reconsider();
  connection.close();
  expect(better.channel.isClosed).toBe(true);
  expect(clock.pendingCount).toBe(0);
});

function becomeLiveOn({ channel }: FakeTransport): void {
  channel.open();
  channel.say(welcome());
}
