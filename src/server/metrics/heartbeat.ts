import { readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../clock.ts";

/** `serving` while clients are connected, `idle` while there are none. */
type State = "serving" | "idle" | "stopped";

/** For how long clients could not reach the server before this start. */
export interface Blackout {
  /** From the last sign of life of the process before, until this one took requests. */
  readonly ms: number;
  /** By so much the true length may be shorter. */
  readonly uncertainMs: number;
}

const FILE = "last-seen";
/** While clients are connected. A beat sets the time of a file; without clients no one misses the server, and no disk is woken up. */
export const BEAT_INTERVAL_MS = 60_000;
/** Their times are signs of life of a process that was killed, too. */
const databaseFiles = ["shoal.db", "shoal.db-wal"];

/** Signs of life in the data folder, by which the next start knows for how long there was none. */
export class Heartbeat {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #before: { readonly state: string; readonly at: number } | undefined;
  #blackout: Blackout | undefined;
  #state: State | undefined;
  #cancel: (() => void) | undefined;
  /** One write after the other. */
  #written: Promise<void> = Promise.resolve();

  private constructor(file: string, clock: Clock, before?: { state: string; at: number }) {
    this.#file = file;
    this.#clock = clock;
    this.#before = before;
  }

  /** Reads the signs of the process before. Comes before the database is opened, which is a sign of this one. */
  static async open(dataFolder: string, clock: Clock): Promise<Heartbeat> {
    const file = join(dataFolder, FILE);
    const state = await readFile(file, "utf8").catch(() => undefined);
    if (state === undefined) return new Heartbeat(file, clock);
    // A clean stop writes to the database after its last request.
    const files = state === "stopped" ? [FILE] : [FILE, ...databaseFiles];
    const times = await Promise.all(files.map((name) => stat(join(dataFolder, name)).catch(() => undefined)));
    return new Heartbeat(file, clock, { state, at: Math.max(...times.map((stats) => stats?.mtimeMs ?? 0)) });
  }

  /** Undefined in a folder in which no server has run before. */
  get blackout(): Blackout | undefined {
    return this.#blackout;
  }

  /** The server takes requests. */
  begin(isServing: () => boolean): void {
    if (this.#before !== undefined) {
      const ms = Math.max(0, Math.round(this.#clock.now() - this.#before.at));
      this.#blackout = { ms, uncertainMs: uncertainMs(this.#before.state, ms) };
    }
    this.#note("idle");
    this.#cancel = this.#clock.every(BEAT_INTERVAL_MS, () => this.#note(isServing() ? "serving" : "idle"));
  }

  /** The server takes no more requests. */
  async stop(): Promise<void> {
    this.#cancel?.();
    this.#note("stopped");
    await this.#written;
  }

  #note(state: State): void {
    const isNew = state !== this.#state;
    if (state === "idle" && !isNew) return;
    this.#state = state;
    const now = new Date(this.#clock.now());
    this.#written = this.#written
      .then(async () => {
        if (isNew) await writeFile(this.#file, state, { mode: 0o600 });
        await utimes(this.#file, now, now);
      })
      .catch(() => {}); // on a full disk the next start knows less, and nothing else depends on it
  }
}

function uncertainMs(state: string, ms: number): number {
  if (state === "stopped") return 0;
  return state === "serving" ? Math.min(ms, BEAT_INTERVAL_MS) : ms;
}
