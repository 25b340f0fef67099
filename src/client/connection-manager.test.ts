import { beforeEach, describe, expect, test } from "bun:test";
import type { FakeClock } from "../../test/support/fake-clock.ts";
import { errorTable } from "../protocol/errors.ts";
import type { DownFrame } from "../protocol/frames/down.ts";
import { limits } from "../protocol/limits.ts";
import { RETRY_BOUND_MAX_MS, RETRY_BOUND_MIN_MS } from "./backoff.ts";
import type { StateChange } from "./client-events.ts";
import {
  ANSWER_DOUBT_MS,
  ATTEMPT_TIMEOUT_MS,
  type ConnectionManager,
  OFFLINE_PROBE_TIMEOUT_MS,
  PROBE_TIMEOUT_MS,
} from "./connection-manager.ts";
import { FakeTransport } from "./testing/fake-transport.ts";
import { events, messages, welcome } from "./testing/frames.ts";
import { RANDOM, RecordedConnection } from "./testing/recorded-connection.ts";
import { TransportFallback } from "./transports/transport-fallback.ts";

const HOUR_MS = 60 * 60 * 1000;

let transport: FakeTransport;
let clock: FakeClock;
let changes: StateChange[];
let frames: DownFrame[];
let seen: string[];
let connection: ConnectionManager;

beforeEach(() => {
  transport = new FakeTransport();
  ({ clock, changes, frames, seen, connection } = new RecordedConnection(new TransportFallback([transport])));
});

function becomeLive(): void {
  transport.channel.open();
  transport.channel.say(welcome());
  transport.channel.takeSent();
}

test("[P2] says hello when the channel opens, and is live after the welcome", () => {
  expect(connection.state).toBe("connecting");
  expect(connection.transport).toBeUndefined();
  transport.channel.open();
  expect(connection.state).toBe("greeting");
  expect(transport.channel.takeSent()).toMatchObject([{ type: "hello", version: 1 }]);
  transport.channel.say(welcome());
  expect(connection.state).toBe("live");
  expect(connection.transport).toBe("fake");
  expect(changes.map(({ state }) => state)).toEqual(["greeting", "live"]);
});

test("shows every frame, but never the token", () => {
  becomeLive();
  expect(seen.map((line) => line.slice(0, 15))).toEqual(['up {"type":"hel', 'down {"type":"w']);
  expect(seen.join("")).not.toContain("ttt");
});

test("gives an attempt up when no welcome comes in time", () => {
  transport.channel.open();
  clock.advance(ATTEMPT_TIMEOUT_MS - 1);
  expect(connection.state).toBe("greeting");
  clock.advance(1);
  expect(connection.state).toBe("waiting");
  expect(transport.channel.isClosed).toBe(true);
});

test("a transport that cannot even be opened is a lost connection", () => {
  transport.open = () => {
    throw new Error("blocked");
  };
  ({ clock, connection } = new RecordedConnection(new TransportFallback([transport])));
  expect(connection.state).toBe("connecting");
  clock.advance(0);
  expect(connection.state).toBe("waiting");
});

describe("[P31] coming back", () => {
  test("[P31c] waits at random below a bound that grows with the absence from 0.5 s to 20 s", () => {
    let awayMs = 0;
    while (awayMs < 200_000) {
      transport.channel.drop();
      const delayMs = connection.retryInMs ?? 0;
      expect(delayMs / RANDOM).toBeCloseTo(Math.min(20_000, Math.max(500, awayMs / 4)));
      clock.advance(delayMs);
      awayMs += delayMs;
      expect(connection.state).toBe("connecting");
    }
    expect([RETRY_BOUND_MIN_MS, RETRY_BOUND_MAX_MS]).toEqual([500, 20_000]);
  });

  test("[P31c] counts anew after a welcome, and not before", () => {
    transport.channel.drop();
    const awayMs = RETRY_BOUND_MIN_MS * RANDOM + ATTEMPT_TIMEOUT_MS - 1;
    clock.advance(awayMs);
    transport.channel.open();
    transport.channel.drop();
    expect(connection.retryInMs ?? 0).toBeCloseTo((awayMs / 4) * RANDOM);
    clock.advance(awayMs);
    becomeLive();
    transport.channel.drop();
    expect(connection.retryInMs ?? 0).toBe(RETRY_BOUND_MIN_MS / 2);
  });

  test("[P31e] gives an attempt half of the absence, from 4 s to 20 s", () => {
    transport.channel.drop();
    const lostAt = clock.monotonicNow();
    let patienceMs = 0;
    while (clock.elapsedMs(lostAt) < 80_000) {
      clock.advance(connection.retryInMs ?? 0);
      transport.channel.open();
      patienceMs = Math.max(ATTEMPT_TIMEOUT_MS, Math.min(RETRY_BOUND_MAX_MS, clock.elapsedMs(lostAt) / 2));
      clock.advance(patienceMs - 1);
      expect(connection.state).toBe("greeting");
      clock.advance(1);
      expect(connection.state).toBe("waiting");
    }
    expect(patienceMs).toBe(20_000);
  });

  const closing = Object.entries(errorTable).flatMap(([code, kind]) =>
    "closeCode" in kind ? [{ code, closeCode: kind.closeCode }] : [],
  );
  test.each(closing)("[P31a] after $closeCode ($code) does what its number says", ({ code, closeCode }) => {
    becomeLive();
    transport.channel.drop(closeCode);
    expect(connection.state).toBe(closeCode < 4500 ? "waiting" : "closed");
    expect(changes.at(-1)?.error?.code as string | undefined).toBe(code);
  });

  test.each([1000, 1001, 1006, 1009, 1011, 3000, 4321])("[P31b] any other close is a lost connection: %d", (closeCode) => {
    becomeLive();
    transport.channel.drop(closeCode);
    expect(connection.state).toBe("waiting");
  });

  test("an unknown reason to stay away comes from a newer server", () => {
    becomeLive();
    transport.channel.drop(4777);
    expect(connection.state).toBe("closed");
    expect(changes.at(-1)?.error?.code).toBe("version-unsupported");
  });

  test("[P31d] takes its time after it was too fast for the server", () => {
    becomeLive();
    transport.channel.drop(errorTable["too-many-frames"].closeCode);
    expect(connection.retryInMs ?? 0).toBe(RETRY_BOUND_MAX_MS / 2);
  });
});

describe("[P20] liveness", () => {
  test("[P20a] a ping is answered with a pong", () => {
    becomeLive();
    transport.channel.say({ type: "ping", heads: {} });
    expect(transport.channel.takeSent()).toEqual([{ type: "pong" }]);
    expect(frames).toEqual([{ type: "ping", heads: {} }]);
  });

  test("[P20c] silence ends the connection, any frame keeps it", () => {
    becomeLive();
    clock.advance(limits.heartbeatTimeoutMs - 1);
    transport.channel.say(events("lobby", 0, ...messages(1)));
    clock.advance(limits.heartbeatTimeoutMs - 1);
    expect(connection.state).toBe("live");
    clock.advance(1);
    expect(connection.state).toBe("waiting");
    expect(changes.at(-1)?.error?.code).toBe("heartbeat-lost");
  });

  test.each([-HOUR_MS, HOUR_MS])("a time of day that is set by %d ms neither hides silence nor makes it up", (jumpMs) => {
    becomeLive();
    clock.setWall(clock.now() + jumpMs);
    clock.advance(limits.heartbeatTimeoutMs - 1);
    expect(connection.state).toBe("live");
    clock.advance(1);
    expect(connection.state).toBe("waiting");
  });

  test("a laptop that slept longer than that comes back at once when its timers run again", () => {
    becomeLive();
    clock.sleep(3_600_000);
    clock.advance(0);
    expect(connection.state).toBe("waiting");
  });
});

describe("waking", () => {
  test("an open socket is never believed: it is asked, and given up without an answer", () => {
    becomeLive();
    connection.probe();
    connection.probe();
    expect(transport.channel.takeSent()).toEqual([{ type: "ping" }]);
    transport.channel.say(events("lobby", 0, ...messages(1))); // may have waited in this device's own buffers
    clock.advance(PROBE_TIMEOUT_MS);
    expect(connection.state).toBe("waiting");
  });

  test("a pong ends the doubt", () => {
    becomeLive();
    connection.probe();
    transport.channel.say({ type: "pong" });
    clock.advance(PROBE_TIMEOUT_MS);
    expect(connection.state).toBe("live");
  });

  test("when the network is reported as gone, the answer must come within a second", () => {
    becomeLive();
    connection.doubt();
    expect(transport.channel.takeSent()).toEqual([{ type: "ping" }]);
    clock.advance(OFFLINE_PROBE_TIMEOUT_MS);
    expect(connection.state).toBe("waiting");
    expect(OFFLINE_PROBE_TIMEOUT_MS).toBeLessThan(1_000);
  });

  test("a server that answers although the network is reported as gone keeps the connection", () => {
    becomeLive();
    connection.probe();
    connection.doubt();
    expect(transport.channel.takeSent()).toEqual([{ type: "ping" }]);
    transport.channel.say({ type: "pong" });
    clock.advance(PROBE_TIMEOUT_MS);
    expect(connection.state).toBe("live");
  });

  test("when no frame follows a send, the connection is probed", () => {
    becomeLive();
    connection.send({ type: "typing", conversationId: "lobby" });
    transport.channel.takeSent();
    clock.advance(ANSWER_DOUBT_MS);
    expect(transport.channel.takeSent()).toEqual([{ type: "ping" }]);
    clock.advance(PROBE_TIMEOUT_MS);
    expect(connection.state).toBe("waiting");
  });

  test("any frame that arrives after a send ends the doubt", () => {
    becomeLive();
    connection.send({ type: "typing", conversationId: "lobby" });
    transport.channel.say(events("lobby", 0, ...messages(1)));
    transport.channel.takeSent();
    clock.advance(ANSWER_DOUBT_MS);
    expect(transport.channel.takeSent()).toEqual([]);
  });

  test("a pong expects no answer", () => {
    becomeLive();
    transport.channel.say({ type: "ping", heads: {} });
    transport.channel.takeSent();
    clock.advance(ANSWER_DOUBT_MS);
    expect(transport.channel.takeSent()).toEqual([]);
  });

  test("in waiting it tries at once, and only once", () => {
    transport.channel.drop();
    connection.probe();
    expect(connection.state).toBe("connecting");
    expect(connection.retryInMs).toBeUndefined();
    expect(transport.channels).toHaveLength(2);
    clock.advance(RETRY_BOUND_MIN_MS);
    expect(transport.channels).toHaveLength(2);
  });
});

describe("frames that make no sense", () => {
  test("an unknown type is a newer server's, and ignored", () => {
    becomeLive();
    transport.channel.sayText('{"type":"fireworks","logId":"lobby"}');
    expect(connection.state).toBe("live");
    expect(frames).toEqual([]);
  });

  test.each(['{"type":"events","logId":"lobby"}', "not JSON", "[]", '"ping"'])(
    "%s is a lost connection, and comes back slowly",
    (text) => {
      becomeLive();
      transport.channel.sayText(text);
      expect(connection.state).toBe("waiting");
      expect(changes.at(-1)?.error?.code).toBe("bad-frame");
      expect(connection.retryInMs ?? 0).toBe(RETRY_BOUND_MAX_MS / 2);
    },
  );

  test("a second welcome is a lost connection", () => {
    becomeLive();
    transport.channel.say(welcome());
    expect(connection.state).toBe("waiting");
  });

  test("frames before the welcome are ignored", () => {
    transport.channel.open();
    transport.channel.say(events("lobby", 0, ...messages(1)));
    expect(frames).toEqual([]);
  });
});

test("gets nothing more from an abandoned channel", () => {
  becomeLive();
  const { channel } = transport;
  clock.advance(limits.heartbeatTimeoutMs);
  channel.isClosed = false; // a transport that does not keep its word
  channel.say(events("lobby", 0, ...messages(1)));
  channel.drop(4500);
  expect(frames).toEqual([]);
  expect(connection.state).toBe("waiting");
});

test.each(["connecting", "greeting", "live", "probing", "waiting"])("closed while %s, it leaves no timer behind", (moment) => {
  if (moment !== "connecting") transport.channel.open();
  if (moment === "live" || moment === "probing") transport.channel.say(welcome());
  if (moment === "probing") connection.probe();
  if (moment === "waiting") transport.channel.drop();
  connection.close();
  expect(connection.state).toBe("closed");
  expect(transport.channel.isClosed).toBe(true);
  expect(clock.pendingCount).toBe(0);
});
