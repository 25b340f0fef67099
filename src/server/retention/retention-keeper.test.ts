import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import type { Trimmed as TrimmedFrame } from "../../protocol/frames/trimmed.ts";
import type { RetentionRecords, Trimmed } from "../storage/retention-records.ts";
import { RetentionKeeper } from "./retention-keeper.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A storage with conversations of which so many steps are due. */
function setUp(due: Readonly<Record<string, number>>, { isDiskFull = false } = {}) {
  const clock = new FakeClock();
  const left = new Map(Object.entries(due));
  const steps: string[] = [];
  const told: TrimmedFrame[] = [];
  const logged: string[] = [];
  let time = clock.now() as number;
  const storage: RetentionRecords = {
    async advanceTime(now, stepMs) {
      time = Math.min(now, time + stepMs);
      return time;
    },
    async listRetention({ after = 0 }) {
      const ids = [...left.keys()];
      const items = ids.slice(after, after + 1).map((conversationId) => ({
        ...{ conversationId, own: { days: 0, messages: 0 }, isDue: (left.get(conversationId) ?? 0) > 0 },
        ...{ messages: 0, files: 0, fileBytes: 0 },
      }));
      return { items, ...(after + 1 < ids.length && { next: after + 1 }) };
    },
    async trimLog({ conversationId }): Promise<Trimmed> {
      if (isDiskFull) throw new Error("disk full");
      steps.push(conversationId);
      const rest = (left.get(conversationId) ?? 0) - 1;
      left.set(conversationId, rest);
      return { floor: steps.length, messageCount: steps.length, removed: 1, isBehind: rest > 0 };
    },
  };
  const keeper = new RetentionKeeper({
    ...{ storage, clock, retention: () => ({ days: 30, messages: 0 }), onTrimmed: (frame) => told.push(frame) },
    log: { info() {}, warn: (line) => logged.push(line), error: (line) => logged.push(line) },
  });
  /** Ends when everything is done, through all pauses. */
  async function done(): Promise<void> {
    let isDone = false;
    void keeper.idle().then(() => {
      isDone = true;
    });
    while (!isDone) {
      await Bun.sleep(0);
      clock.advance(25);
    }
  }
  return { clock, keeper, steps, told, logged, done };
}

test("[P191a] every conversation is trimmed step by step, and its members are told once", async () => {
  const { keeper, steps, told, done } = setUp({ reef: 3, cave: 0, lobby: 1 });
  keeper.trimSoon();
  keeper.trimSoon();
  await done();
  expect(steps).toEqual(["reef", "reef", "reef", "lobby"]);
  expect(told).toMatchObject([
    { type: "trimmed", conversationId: "reef", floor: 3 },
    { type: "trimmed", conversationId: "lobby", floor: 4 },
  ]);
});

test("the end of the server ends it after a step, and begins nothing more", async () => {
  const { keeper, steps } = setUp({ reef: 1_000 });
  keeper.trimSoon();
  await Bun.sleep(5);
  await keeper.close();
  keeper.trimSoon();
  await keeper.idle();
  expect(steps).toEqual(["reef"]);
});

test("a failure is logged, and the next hour tries again", async () => {
  const { keeper, logged } = setUp({ reef: 1 }, { isDiskFull: true });
  keeper.trimSoon();
  await keeper.idle();
  keeper.trimSoon();
  await keeper.idle();
  expect(logged).toEqual(Array.from({ length: 2 }, () => "what is not kept any more could not be removed"));
});

test("[P194] a clock that is far ahead is told once in the log, and again after it was right", async () => {
  const { clock, keeper, logged } = setUp({});
  const hour = async () => {
    keeper.trimSoon({ isHourly: true });
    await keeper.idle();
  };
  await hour();
  const start = clock.now();
  clock.setWall(start + 100 * DAY_MS);
  await hour();
  await hour();
  expect(logged).toHaveLength(1);
  clock.setWall(start);
  await hour();
  clock.setWall(start + 100 * DAY_MS);
  await hour();
  expect(logged).toHaveLength(2);
});
