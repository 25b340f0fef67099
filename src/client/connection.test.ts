import { beforeEach, describe, expect, test } from "bun:test";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { errorTable } from "../protocol/errors.ts";
import type { DownFrame } from "../protocol/frames/down.ts";
import { limits } from "../protocol/limits.ts";
import { RETRY_BOUND_MAX_MS, RETRY_BOUND_MIN_MS } from "./backoff.ts";
import type { StateChange } from "./client-events.ts";
import { ATTEMPT_TIMEOUT_MS, Connection, LINGER_MS, PONG_TIMEOUT_MS, PROBE_TIMEOUT_MS } from "./connection.ts";
import { FakeTransport } from "./testing/fake-transport.ts";
import { events, messages, welcome } from "./testing/frames.ts";
import { BETTER_AFTER_MIN_MS, SHORT_LIVES_MAX, TransportLadder } from "./transports/ladder.ts";

let clock: FakeClock;
let transport: FakeTransport;
let random: number;
let changes: StateChange[];
let frames: DownFrame[];
let seen: string[];
let renewals: string[];
let isExpected: boolean;
let connection: Connection;

beforeEach(() => {
  clock = new FakeClock();
  transport = new FakeTransport();
  random = 0.5;
  changes = [];
  frames = [];
  seen = [];
  renewals = [];
  isExpected = true;
  connection = connect();
});

function connect(ladder = new TransportLadder([transport])): Connection {
  return new Connection(
    { ladder, clock, random: () => random },
    {
      hello: () => ({ type: "hello", version: 1, token: "t".repeat(43), cursors: {} }),
      isExpected: () => isExpected,
      onWelcome: () => {},
      position: () => ({ cursors: {} }),
      onRenewed: (isSwitched) => renewals.push(isSwitched ? "switched" : "greeted anew"),
      onLingered: () => renewals.push("lingered"),
      onState: (change) => changes.push(change),
      onFrame: (frame) => frames.push(frame),
      onSeen: (direction, text) => seen.push(`${direction} ${text()}`),
    },
  );
}

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
  connection.close();
  connection = connect();
  expect(connection.state).toBe("connecting");
  clock.advance(0);
  expect(connection.state).toBe("waiting");
});

describe("[P31] coming back", () => {
  test("waits at random below a bound that doubles from 0.5 s to 20 s", () => {
    const bounds: number[] = [];
    for (let attempt = 0; attempt < 9; attempt += 1) {
      transport.channel.drop();
      const delayMs = (connection.retryAt ?? 0) - clock.now();
      bounds.push(delayMs / random);
      clock.advance(delayMs);
      expect(connection.state).toBe("connecting");
    }
    expect(bounds).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000, 20_000]);
    expect([RETRY_BOUND_MIN_MS, RETRY_BOUND_MAX_MS]).toEqual([500, 20_000]);
  });

  test("counts anew after a welcome, and not before", () => {
    transport.channel.drop();
    clock.advance(RETRY_BOUND_MIN_MS);
    transport.channel.open();
    transport.channel.drop();
    expect((connection.retryAt ?? 0) - clock.now()).toBe(RETRY_BOUND_MIN_MS); // twice the bound, at half of it
    clock.advance(RETRY_BOUND_MIN_MS);
    becomeLive();
    transport.channel.drop();
    expect((connection.retryAt ?? 0) - clock.now()).toBe(RETRY_BOUND_MIN_MS / 2);
  });

  const closing = Object.entries(errorTable).flatMap(([code, kind]) =>
    "closeCode" in kind ? [{ code, closeCode: kind.closeCode }] : [],
  );
  test.each(closing)("after $closeCode ($code) does what its number says", ({ code, closeCode }) => {
    becomeLive();
    transport.channel.drop(closeCode);
    expect(connection.state).toBe(closeCode < 4500 ? "waiting" : "closed");
    expect(changes.at(-1)?.error?.code as string | undefined).toBe(code);
  });

  test.each([1000, 1001, 1006, 1009, 1011, 3000, 4321])("any other close is a lost connection: %d", (closeCode) => {
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

  test("takes its time after it was too fast for the server", () => {
    becomeLive();
    transport.channel.drop(errorTable["too-many-frames"].closeCode);
    expect((connection.retryAt ?? 0) - clock.now()).toBe(RETRY_BOUND_MAX_MS / 2);
  });
});

describe("[P20] liveness", () => {
  test("a ping is answered with a pong", () => {
    becomeLive();
    transport.channel.say({ type: "ping", heads: {} });
    expect(transport.channel.takeSent()).toEqual([{ type: "pong" }]);
    expect(frames).toEqual([{ type: "ping", heads: {} }]);
  });

  test("silence ends the connection, anything heard keeps it", () => {
    becomeLive();
    clock.advance(limits.heartbeatTimeoutMs - 1);
    transport.channel.say(events("lobby", 0, ...messages(1)));
    clock.advance(limits.heartbeatTimeoutMs - 1);
    expect(connection.state).toBe("live");
    clock.advance(1);
    expect(connection.state).toBe("waiting");
    expect(changes.at(-1)?.error?.code).toBe("heartbeat-lost");
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

  test("in waiting it tries at once, and only once", () => {
    transport.channel.drop();
    connection.probe();
    expect(connection.state).toBe("connecting");
    expect(connection.retryAt).toBeUndefined();
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
      expect((connection.retryAt ?? 0) - clock.now()).toBe(RETRY_BOUND_MAX_MS / 2);
    },
  );

  test("a second welcome is a lost connection", () => {
    becomeLive();
    transport.channel.say(welcome());
    expect(connection.state).toBe("waiting");
  });

  test("what comes before the welcome is not believed", () => {
    transport.channel.open();
    transport.channel.say(events("lobby", 0, ...messages(1)));
    expect(frames).toEqual([]);
  });
});

test("hears nothing more from a channel that it gave up", () => {
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

describe("[P37] from one transport to another", () => {
  let better: FakeTransport;
  let ladder: TransportLadder;

  beforeEach(() => {
    connection.close();
    better = Object.assign(new FakeTransport(), { name: "better" });
    ladder = new TransportLadder([better, transport]);
    changes = [];
    connection = connect(ladder);
  });

  function fallBack(): void {
    clock.advance(ATTEMPT_TIMEOUT_MS);
    clock.advance(0);
    becomeLive();
  }

  test("without a welcome the next one is dialled at once", () => {
    expect(connection.transport).toBeUndefined();
    fallBack();
    expect([connection.state, connection.transport]).toEqual(["live", "fake"]);
    expect(better.channel.isClosed).toBe(true);
  });

  test("the better one is tried again beside the live one, and takes over when it is welcomed", () => {
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

  test("what was asked before is still answered, and the old one ends soon after", () => {
    fallBack();
    const { channel: old } = transport;
    ladder.replace([better]);
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

  test("a better one that fails changes nothing, and is tried later", () => {
    fallBack();
    ladder.replace([better, transport]);
    connection.reconsider();
    better.channel.drop();
    expect([connection.state, connection.transport, renewals]).toEqual(["live", "fake", []]);
    expect(ladder.betterAfterMs).toBe(2 * BETTER_AFTER_MIN_MS);
  });

  test("the live one that is lost meanwhile takes the trial with it", () => {
    fallBack();
    ladder.replace([better]);
    connection.reconsider();
    better.channel.open();
    transport.channel.drop();
    expect(connection.state).toBe("waiting");
    expect(better.channel.isClosed).toBe(true);
    clock.advance(RETRY_BOUND_MAX_MS);
    expect(better.channels.length).toBeGreaterThan(2);
  });

  test("what is chosen while there is no connection is dialled at once", () => {
    ladder.replace([transport]);
    connection.reconsider();
    clock.advance(0);
    becomeLive();
    expect([connection.state, connection.transport]).toEqual(["live", "fake"]);
    expect(better.channel.isClosed).toBe(true);
  });

  test("a transport that falls silent is left, but not when it was the device that slept", () => {
    becomeLiveOn(better);
    clock.sleep(3_600_000);
    clock.advance(0);
    expect(ladder.current.name).toBe("better");
    clock.advance(RETRY_BOUND_MAX_MS);
    becomeLiveOn(better);
    clock.advance(limits.heartbeatTimeoutMs);
    expect(ladder.current.name).toBe("fake");
  });

  test("one in doubt has to answer after its welcome, or the next one is dialled at once", () => {
    better.channel.open();
    better.channel.doubt();
    better.channel.say(welcome());
    expect(better.channel.takeSent().map(({ type }) => type)).toEqual(["hello", "ping"]);
    better.channel.say(events("lobby", 0, ...messages(1)));
    clock.advance(PROBE_TIMEOUT_MS);
    clock.advance(0);
    becomeLive();
    expect([connection.state, connection.transport]).toEqual(["live", "fake"]);
  });

  test("one in doubt has to answer sooner once the server has the question", () => {
    better.channel.open();
    better.channel.doubt();
    better.channel.say(welcome());
    clock.advance(PROBE_TIMEOUT_MS - PONG_TIMEOUT_MS - 1);
    better.channel.take();
    clock.advance(PONG_TIMEOUT_MS - 1);
    expect(connection.transport).toBe("better");
    clock.advance(1);
    expect(ladder.current.name).toBe("fake");
  });

  test("one that answers goes on, and is asked again when it is in doubt again", () => {
    better.channel.open();
    better.channel.doubt();
    better.channel.say(welcome());
    better.channel.say({ type: "pong" });
    clock.advance(PROBE_TIMEOUT_MS);
    expect([connection.state, connection.transport]).toEqual(["live", "better"]);
    better.channel.doubt();
    clock.advance(PROBE_TIMEOUT_MS);
    expect(ladder.current.name).toBe("fake");
  });

  test("a better one in doubt has to prove itself beside the live one before it takes over with a new welcome", () => {
    fallBack();
    ladder.replace([better, transport]);
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

  test("a better one that is held back changes nothing", () => {
    fallBack();
    ladder.replace([better, transport]);
    connection.reconsider();
    better.channel.open();
    better.channel.doubt();
    better.channel.say(welcome());
    better.channel.take();
    clock.advance(PONG_TIMEOUT_MS);
    expect([better.channel.isClosed, connection.state, connection.transport]).toEqual([true, "live", "fake"]);
  });

  test("a better one that welcomes somebody else ends it", () => {
    fallBack();
    ladder.replace([better]);
    connection.reconsider();
    isExpected = false;
    better.channel.open();
    better.channel.say(welcome());
    expect([connection.state, changes.at(-1)?.error?.code, renewals]).toEqual(["closed", "signed-out", []]);
    expect([transport.channel.isClosed, better.channel.isClosed]).toEqual([true, true]);
  });

  test("one that is cut again and again soon after its welcome is left", () => {
    for (let cut = 0; cut < SHORT_LIVES_MAX; cut += 1) {
      clock.advance(RETRY_BOUND_MIN_MS);
      becomeLiveOn(better);
      clock.advance(8_000);
      better.channel.drop();
    }
    expect(ladder.current.name).toBe("fake");
  });

  test("[P33] a welcome that is announced goes on with the same channel", () => {
    fallBack();
    transport.channel.renew();
    transport.channel.say(welcome());
    expect([connection.state, renewals]).toEqual(["live", ["greeted anew"]]);
    transport.channel.say(welcome());
    expect(connection.state).toBe("waiting"); // one that is not is none
  });

  test("closed in the middle of a trial it leaves nothing behind", () => {
    fallBack();
    ladder.replace([better]);
    connection.reconsider();
    connection.close();
    expect(better.channel.isClosed).toBe(true);
    expect(clock.pendingCount).toBe(0);
  });

  function becomeLiveOn({ channel }: FakeTransport): void {
    channel.open();
    channel.say(welcome());
  }
});
