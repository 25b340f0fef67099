import type { World } from "../world.ts";

const HOUR_SECONDS = 3_600;
/** Longer than the clock's file is cached. */
const CLOCK_STEP_MS = 1_500;

export async function diskFull({ disk, options, random }: World): Promise<void> {
  if (disk === undefined) throw new Error("A full disk needs a file system of its own.");
  disk.fill();
  await Bun.sleep(random.integer(500, options.networkMs));
  disk.empty();
}

/** Another process keeps the database's lock for longer than the server waits for it. */
export async function databaseLocked({ adapter, folder, options }: World): Promise<void> {
  const program = `
    const { Database } = require("bun:sqlite");
    const database = new Database(process.argv[1]);
    database.run("PRAGMA busy_timeout = 5000");
    database.run("BEGIN IMMEDIATE");
    setTimeout(() => database.run("ROLLBACK"), Number(process.argv[2]));`;
  const holder = Bun.spawn([process.execPath, "-e", program, adapter.databaseFile(folder), String(options.lockMs)], {
    stdout: "ignore",
    stderr: "ignore",
  });
  await holder.exited;
}

export async function clockJump({ time, random }: World): Promise<void> {
  if (time === undefined) throw new Error("A jump of the clock needs libfaketime.");
  const sign = random.chance(0.5) ? 1 : -1;
  for (const hours of [sign, -sign, 0]) {
    time.set(hours * HOUR_SECONDS);
    await Bun.sleep(CLOCK_STEP_MS);
  }
}
