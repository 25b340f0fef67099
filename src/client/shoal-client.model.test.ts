import { expect, test } from "bun:test";
import fc from "fast-check";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { SeededRandom, testSeed } from "../../test/support/random.ts";
import { memoryOutbox } from "./outbox-store.ts";
import { ShoalClient } from "./shoal-client.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { FakeTransport } from "./testing/fake-transport.ts";
import { ben } from "./testing/frames.ts";
import { settle } from "./testing/settle.ts";

const places = ["lobby", "r_deep", "r_reef"] as const;
const place = fc.constantFrom(...places);

/** What can happen, to whom it may concern, at any moment. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("ann writes" as const), place: fc.constantFrom("lobby", "r_deep") }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("ben writes" as const), place, count: fc.integer({ min: 1, max: 5 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant("frames arrive at the server" as const), count: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("frames arrive at the client" as const), count: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("the channel opens" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("the cable is pulled" as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("time passes" as const), ms: fc.integer({ min: 1, max: 1_500 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("time passes" as const), ms: fc.integer({ min: 1, max: 40_000 }) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("all is well for a moment" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("the server pings" as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("events are forgotten" as const), place: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("events are repeated" as const), place, after: fc.nat(50) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("a message is refused for now" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("a message is refused for good" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("ann becomes a member" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("the page is reloaded" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("the page wakes" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Ann's client, a server, the network between them, and everything that Ann saw. */
class World {
  readonly clock = new FakeClock();
  readonly #transport = new FakeTransport();
  readonly server = new FakeServer(this.#transport, ["lobby", "r_deep"]);
  readonly #store = memoryOutbox();
  readonly #random: SeededRandom;
  /** What was sent, by conversation, in the order of the calls. */
  readonly written = new Map<string, string[]>();
  readonly failed = new Set<string>();
  /** What the client of this page applied, by conversation, and after which seq it began. */
  applied = new Map<string, number[]>();
  begins = new Map<string, number>();
  client: ShoalClient;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.client = this.#openPage();
  }

  #openPage(): ShoalClient {
    this.applied = new Map();
    this.begins = new Map();
    const client = new ShoalClient("http://shoal.test", {
      transport: this.#transport,
      outbox: this.#store,
      clock: this.clock,
      random: this.#random.next,
      wake: () => () => {},
    });
    client.on("conversations", (conversations) => {
      for (const { id, head } of conversations.values()) {
        if (!this.begins.has(id)) this.begins.set(id, head - (this.applied.get(id)?.length ?? 0));
      }
    });
    client.on("event", ({ conversationId, event }) => {
      const applied = this.applied.get(conversationId) ?? [];
      applied.push(event.seq);
      this.applied.set(conversationId, applied);
    });
    return client;
  }

  take(step: Step): void {
    switch (step.do) {
      case "ann writes":
        this.#write(step.place);
        break;
      case "ben writes":
        for (let index = 0; index < step.count; index += 1) this.server.write(ben, step.place, "m_ben_0000", "oi");
        break;
      case "frames arrive at the server":
        this.server.carryUp(step.count);
        break;
      case "frames arrive at the client":
        this.server.carryDown(step.count);
        break;
      case "the channel opens":
        this.server.open();
        break;
      case "the cable is pulled":
        this.server.cut();
        break;
      case "all is well for a moment":
        this.#beWell();
        break;
      case "time passes":
        this.clock.advance(step.ms);
        break;
      case "the server pings":
        this.server.ping();
        break;
      case "events are forgotten":
        this.server.loseEvents(step.place);
        break;
      case "events are repeated":
        this.server.repeatEvents(step.place, step.after);
        break;
      case "a message is refused for now":
        this.server.refusal = "unavailable";
        break;
      case "a message is refused for good":
        this.server.refusal = "not-allowed";
        break;
      case "ann becomes a member":
        this.server.addMembership("r_reef");
        break;
      case "the page is reloaded":
        this.client.close();
        this.server.cut();
        this.client = this.#openPage();
        break;
      case "the page wakes":
        this.client.probe();
        break;
    }
  }

  /** The network behaves, the server pings, and enough time passes for everything to be mended. */
  async calmDown(): Promise<void> {
    for (let second = 0; second < 150; second += 1) {
      this.server.refusal = undefined;
      this.server.open();
      if (second % 20 === 0) this.server.ping();
      for (let round = 0; round < 6; round += 1) {
        this.server.carryUp();
        this.server.carryDown();
        await settle();
      }
      this.clock.advance(1_000);
    }
  }

  #beWell(): void {
    this.server.open();
    for (let round = 0; round < 3; round += 1) {
      this.server.carryUp();
      this.server.carryDown();
    }
  }

  #write(conversationId: string): void {
    const written = this.written.get(conversationId) ?? [];
    const text = `${conversationId} ${written.length}`;
    this.written.set(conversationId, [...written, text]);
    this.client.send(conversationId, text).catch((error: unknown) => {
      if (error instanceof Object && "code" in error && error.code === "not-allowed") this.failed.add(text);
    });
  }
}

const seed = testSeed();
test(`[P8] [P10] [P15] [P16] under random faults every event is applied once and in order, and every message is stored once and in order (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 120, size: "max" }), fc.nat(), async (steps, worldSeed) => {
      const world = new World(worldSeed);
      for (const step of steps) {
        world.take(step);
        await settle();
      }
      await world.calmDown();

      expect(world.client.state).toBe("live");
      const failed = new Set([...world.failed, ...world.client.outboxEntries.map(({ text }) => text)]);
      expect(world.client.outboxEntries.filter(({ state }) => state === "sending")).toEqual([]);
      for (const [conversationId, written] of world.written) {
        const stored = world.server
          .log(conversationId)
          .flatMap((event) => (event.type === "message" && event.by.id === "u_ann" ? [event.text] : []));
        expect(stored).toEqual(written.filter((text) => !failed.has(text)));
      }
      for (const [conversationId, begin] of world.begins) {
        const { length } = world.server.log(conversationId);
        const expected = Array.from({ length: length - begin }, (_, index) => begin + 1 + index);
        expect(world.applied.get(conversationId) ?? []).toEqual(expected);
        expect(world.client.conversations.get(conversationId)?.head).toBe(length);
      }
      world.client.close();
      await settle();
      expect(world.clock.pendingCount).toBe(0);
    }),
    { seed, numRuns: 300 },
  );
}, 30_000);
