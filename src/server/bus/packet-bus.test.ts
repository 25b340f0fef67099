import { beforeEach, describe, expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { RecordedLog } from "../../../test/support/recorded-log.ts";
import type { Carrier, Link, LinkEnds } from "./carrier.ts";
import { OUTGOING_BYTES_MAX } from "./outgoing.ts";
import { decodePacket, encodeMessage, PACKET_BYTES_MAX, packetHeader } from "./packet.ts";
import { PacketBus } from "./packet-bus.ts";

const header = packetHeader("n_other", 1);

/** A way that does what a test says. */
class FakeCarrier implements Carrier {
  readonly place = "fake 127.0.0.1";
  readonly intervalMs = 20;
  readonly packetsAtOnceMax = 4;
  readonly attempts: LinkEnds[] = [];
  readonly sends: (readonly string[])[] = [];
  isClosed = false;
  /** Why no connection is made. */
  refusal: string | undefined;
  /** Until then a send is under way. */
  isStuck = false;
  end: (reason: string) => void = () => {};

  async connect(ends: LinkEnds): Promise<Link> {
    this.attempts.push(ends);
    if (this.refusal !== undefined) throw new Error(this.refusal);
    const { promise: closed, resolve } = Promise.withResolvers<string>();
    this.end = resolve;
    return {
      closed,
      send: async (packets) => {
        this.sends.push(packets);
        if (this.isStuck) await new Promise(() => {});
      },
      close: async () => {
        this.isClosed = true;
        resolve("closed");
      },
    };
  }

  receive(data: string): void {
    this.attempts.at(-1)?.receive(data);
  }

  /** The texts of each send. */
  get texts(): string[][] {
    return this.sends.map((packets) => packets.flatMap((packet) => decodePacket(packet)?.messages ?? []).map(({ text }) => text));
  }
}

let clock: FakeClock;
let log: RecordedLog;
let carrier: FakeCarrier;
let bus: PacketBus;

beforeEach(() => {
  clock = new FakeClock();
  log = new RecordedLog();
  carrier = new FakeCarrier();
});

async function open(): Promise<void> {
  bus = new PacketBus({ carrier, clock, log, random: () => 1 });
  await settled();
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  await settled();
}

describe("sending", () => {
  test("what is published in one turn goes together at once, and what follows an interval later", async () => {
    await open();
    bus.publish("typing", "one");
    bus.publish("limits", "two");
    await settled();
    bus.publish("typing", "three");
    await pass(19);
    bus.publish("typing", "four");
    expect(carrier.texts).toEqual([["one", "two"]]);
    await pass(1);
    expect(carrier.texts).toEqual([
      ["one", "two"],
      ["three", "four"],
    ]);
    expect(bus.figures.sentCount).toBe(4);
  });

  test("packets are full and not larger, and so many go at once", async () => {
    await open();
    const texts = Array.from({ length: 20 }, (_, index) => String(index).padEnd(3_000, "x"));
    for (const text of texts) bus.publish("presence", text);
    for (let count = 0; count < 3; count += 1) await pass(20);
    expect(carrier.sends.map(({ length }) => length)).toEqual([4, 4, 2]);
    expect(carrier.texts.flat()).toEqual(texts);
    for (const packet of carrier.sends.flat()) expect(Buffer.byteLength(packet)).toBeLessThanOrEqual(PACKET_BYTES_MAX);
  });

  test("what was taken makes room: more than may wait at once passes in time", async () => {
    await open();
    const text = "x".repeat(7_000);
    const count = Math.ceil((2 * OUTGOING_BYTES_MAX) / text.length);
    for (let each = 0; each < count; each += 1) {
      bus.publish("presence", text);
      if (each % 4 === 0) await pass(20);
    }
    await pass(20);
    carrier.end("cut");
    await settled();
    expect(bus.figures).toMatchObject({ sentCount: count, droppedCounts: { full: 0, unconnected: 0 } });
  });

  test("one send is under way at a time; a bounded amount waits for it, and what is beyond is dropped and told once a minute", async () => {
    carrier.isStuck = true;
    await open();
    const text = "x".repeat(7_000);
    const room = Math.floor(OUTGOING_BYTES_MAX / Buffer.byteLength(encodeMessage({ subject: "presence", text })));
    for (let count = 0; count < room + 500; count += 1) bus.publish("presence", text);
    await pass(1_000);
    expect(carrier.sends).toHaveLength(1);
    expect(bus.figures).toMatchObject({ sentCount: 0, droppedCounts: { full: 500 } });
    await pass(59_000);
    const told = "messages to other nodes were dropped: the bus does not take them as fast";
    expect(log.messages("warn")).toEqual([told, told]);
    expect(log.entries.map(({ fields }) => fields.count)).toEqual([undefined, 1, 500]);
    carrier.end("cut");
    await settled();
    expect(bus.figures.droppedCounts).toEqual({ full: 500, unconnected: room, invalid: 0 });
  });
});

describe("connecting", () => {
  test("is tried for ever, less and less often, and a cause is logged once", async () => {
    carrier.refusal = "connection refused";
    await open();
    const attemptsAt: number[] = [];
    for (let ms = 0; ms < 30_000; ms += 50) {
      const before = carrier.attempts.length;
      await pass(50);
      if (carrier.attempts.length > before) attemptsAt.push(ms + 50);
    }
    expect(attemptsAt).toEqual([250, 750, 1_750, 3_750, 7_750, 12_750, 17_750, 22_750, 27_750]);
    carrier.refusal = "authorization violation";
    await pass(10_000);
    carrier.refusal = undefined;
    await pass(5_000);
    const lost = "the bus is not connected: news of other nodes come late; it is tried again";
    expect(log.entries).toEqual([
      { level: "warn", message: lost, fields: { bus: "fake 127.0.0.1", reason: "connection refused" } },
      { level: "warn", message: lost, fields: { bus: "fake 127.0.0.1", reason: "authorization violation" } },
      { level: "info", message: "the bus is connected", fields: { bus: "fake 127.0.0.1" } },
    ]);
  });

  test("a loss is logged after each connection, whatever the reason was before", async () => {
    await open();
    for (const pauseMs of [250, 500]) {
      carrier.end("cut");
      await settled();
      await pass(pauseMs);
    }
    expect(log.entries.map(({ level }) => level)).toEqual(["info", "warn", "info", "warn", "info"]);
  });

  test("half of a pause is random, so that nodes do not come back all at once", async () => {
    carrier.refusal = "no";
    bus = new PacketBus({ carrier, clock, log, random: () => 0 });
    await settled();
    await pass(124);
    expect(carrier.attempts).toHaveLength(1);
    await pass(1);
    expect(carrier.attempts).toHaveLength(2);
  });

  test("a connection that is lost at once again and again is tried less often, too", async () => {
    await open();
    for (const pauseMs of [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
      const before = carrier.attempts.length;
      carrier.end("kicked");
      await settled();
      await pass(pauseMs - 1);
      expect(carrier.attempts).toHaveLength(before);
      await pass(1);
      expect(carrier.attempts).toHaveLength(before + 1);
    }
    await pass(30_000);
    carrier.end("cut");
    await settled();
    await pass(250);
    expect(bus.isConnected).toBe(true);
  });

  test("without a connection nothing waits, and everything is counted", async () => {
    carrier.refusal = "no";
    await open();
    for (let count = 0; count < 1_000; count += 1) bus.publish("typing", "hi");
    carrier.refusal = undefined;
    await pass(250);
    await pass(20);
    expect([carrier.sends, bus.isConnected]).toEqual([[], true]);
    expect(bus.figures.droppedCounts.unconnected).toBe(1_000);
  });

  test("each connection is told, the first one too", async () => {
    bus = new PacketBus({ carrier, clock, log, random: () => 1 });
    let count = 0;
    const end = bus.onReconnect(() => {
      count += 1;
    });
    await settled();
    carrier.end("cut");
    await settled();
    await pass(250);
    expect(count).toBe(2);
    end();
    carrier.end("cut");
    await settled();
    await pass(500);
    expect([count, carrier.attempts.length]).toEqual([2, 3]);
  });
});

describe("receiving", () => {
  test("what is no packet is dropped, counted and told once a minute; own packets are not told", async () => {
    await open();
    const heard: string[] = [];
    bus.subscribe("typing", (text, from) => heard.push(`${from} ${text}`));
    for (let count = 0; count < 1_000; count += 1) carrier.receive(`garbage ${count}`);
    carrier.receive(packetHeader(bus.nodeId, 1) + encodeMessage({ subject: "typing", text: "own" }));
    carrier.receive(header + encodeMessage({ subject: "typing", text: "hi" }) + encodeMessage({ subject: "limits", text: "{}" }));
    expect(heard).toEqual(["n_other hi"]);
    expect(bus.figures).toMatchObject({ receivedCount: 2, droppedCounts: { invalid: 1_000 } });
    await pass(59_000);
    expect(log.messages("warn")).toEqual(["the bus brings what no node of this version sends"]);
    await pass(61_000);
    expect(log.entries.map(({ fields }) => fields.count)).toEqual([undefined, 1, 1_000]);
  });
});

describe("closing", () => {
  test("waits for what was said last, but not for ever, and leaves no timer", async () => {
    await open();
    bus.publish("nodes", "goodbye");
    const ended = bus.close();
    await settled();
    await pass(20);
    await ended;
    expect([carrier.texts, carrier.isClosed]).toEqual([[["goodbye"]], true]);
    expect(clock.pendingCount).toBe(0);

    carrier = new FakeCarrier();
    carrier.isStuck = true;
    await open();
    bus.publish("nodes", "goodbye");
    carrier.receive("garbage");
    const stuck = bus.close();
    await settled();
    expect(carrier.isClosed).toBe(false);
    await pass(500);
    await stuck;
    carrier.receive("garbage");
    expect([carrier.isClosed, clock.pendingCount]).toEqual([true, 0]);
  });

  test("ends the attempts, also one that is under way", async () => {
    carrier.refusal = "no";
    await open();
    await bus.close();
    expect(clock.pendingCount).toBe(0);
    await pass(60_000);
    expect([carrier.attempts.length, clock.pendingCount]).toEqual([1, 0]);
    carrier = new FakeCarrier();
    bus = new PacketBus({ carrier, clock, log });
    await bus.close();
    await settled();
    expect([carrier.isClosed, bus.isConnected]).toEqual([true, false]);
  });
});
