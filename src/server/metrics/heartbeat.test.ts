import { expect, test } from "bun:test";
import { readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "../../../test/support/eventually.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { BEAT_INTERVAL_MS, Heartbeat } from "./heartbeat.ts";

const SECOND_MS = 1_000;

async function start(folder: string, clock: FakeClock, isServing = () => false): Promise<Heartbeat> {
  const heartbeat = await Heartbeat.open(folder, clock);
  heartbeat.begin(isServing);
  return heartbeat;
}

const stateIn = (folder: string) => readFile(join(folder, "last-seen"), "utf8");
const seenAt = async (folder: string) => (await stat(join(folder, "last-seen"))).mtimeMs;

test("in a new folder no blackout is known", async () => {
  await using folder = await temporaryFolder();
  expect((await start(folder.path, new FakeClock())).blackout).toBeUndefined();
});

test("after a clean stop the blackout is exact, whatever was written to the database later", async () => {
  await using folder = await temporaryFolder();
  const clock = new FakeClock();
  await (await start(folder.path, clock)).stop();
  clock.advance(7 * SECOND_MS);
  await touch(join(folder.path, "shoal.db"), clock.now());
  clock.advance(3 * SECOND_MS);
  expect((await start(folder.path, clock)).blackout).toEqual({ ms: 10 * SECOND_MS, uncertainMs: 0 });
});

test("after a kill while clients are connected it is known to a beat", async () => {
  await using folder = await temporaryFolder();
  const clock = new FakeClock();
  await start(folder.path, clock, () => true);
  clock.advance(3 * BEAT_INTERVAL_MS);
  const lastBeat = clock.now();
  await eventually(async () => expect(await seenAt(folder.path)).toBe(lastBeat));
  clock.advance(BEAT_INTERVAL_MS / 2);
  const after = new FakeClock(clock.now());
  expect((await start(folder.path, after)).blackout).toEqual({ ms: BEAT_INTERVAL_MS / 2, uncertainMs: BEAT_INTERVAL_MS / 2 });
});

test("after a kill the last commit is a sign of life, too", async () => {
  await using folder = await temporaryFolder();
  const clock = new FakeClock();
  await start(folder.path, clock, () => true);
  clock.advance(BEAT_INTERVAL_MS);
  await eventually(async () => expect(await stateIn(folder.path)).toBe("serving"));
  const killed = new FakeClock(clock.now());
  killed.advance(30 * SECOND_MS);
  await touch(join(folder.path, "shoal.db-wal"), killed.now());
  killed.advance(90 * SECOND_MS);
  expect((await start(folder.path, killed)).blackout).toEqual({ ms: 90 * SECOND_MS, uncertainMs: 60 * SECOND_MS });
});

test("while no client is connected nothing is written, and after a kill all of the blackout is uncertain", async () => {
  await using folder = await temporaryFolder();
  const clock = new FakeClock();
  let isServing = true;
  await start(folder.path, clock, () => isServing);
  clock.advance(BEAT_INTERVAL_MS);
  await eventually(async () => expect(await stateIn(folder.path)).toBe("serving"));
  isServing = false;
  clock.advance(BEAT_INTERVAL_MS);
  const idleAt = clock.now();
  await eventually(async () => expect(await stateIn(folder.path)).toBe("idle"));
  clock.advance(100 * BEAT_INTERVAL_MS);
  await Bun.sleep(20);
  expect(await seenAt(folder.path)).toBe(idleAt);
  const blackout = 100 * BEAT_INTERVAL_MS;
  expect((await start(folder.path, new FakeClock(clock.now()))).blackout).toEqual({ ms: blackout, uncertainMs: blackout });
});

test("a clock that was set back, garbage in the file and a folder that takes nothing end nothing", async () => {
  await using folder = await temporaryFolder();
  const clock = new FakeClock();
  await (await start(folder.path, clock)).stop();
  expect((await start(folder.path, new FakeClock(clock.now() - 60 * SECOND_MS))).blackout).toEqual({ ms: 0, uncertainMs: 0 });
  await writeFile(join(folder.path, "last-seen"), "\u0000".repeat(64 * 1024));
  expect((await start(folder.path, clock)).blackout).toMatchObject({ uncertainMs: expect.any(Number) });
  await (await start(join(folder.path, "missing"), clock)).stop();
});

async function touch(file: string, at: number): Promise<void> {
  await writeFile(file, "");
  await utimes(file, new Date(at), new Date(at));
}
