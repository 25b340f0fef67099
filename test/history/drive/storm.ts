import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Account } from "../adapter.ts";
import { epochNow } from "./epoch-now.ts";

const WITHIN_MS = 120_000;
const POLL_MS = 250;
/** Bun has at most 256 requests on their way unless told otherwise, and clients over HTTP always have one. */
const HTTP_REQUESTS_MAX = "60000";
const program = fileURLToPath(new URL("./crowd-program.ts", import.meta.url));

export interface CrowdRequest {
  readonly adapter: string;
  readonly url: string;
  readonly accounts: readonly Account[];
}

export interface CrowdReport {
  readonly liveCount: number;
  /** Of each client: when it was welcomed last, by `epochNow`; 0 when it never was. */
  readonly welcomedAt: readonly number[];
  /** Of each client that is not live: its transport and its condition. */
  readonly missing: readonly string[];
}

/** A crowd of clients that all lose their server at once. They are not recorded: what counts is when each hears again. */
export class Storm implements AsyncDisposable {
  readonly #request: CrowdRequest;
  #crowd: Bun.Subprocess<"pipe", "pipe", "inherit"> | undefined;
  #reports: AsyncIterator<string> | undefined;

  constructor(request: CrowdRequest) {
    this.#request = request;
  }

  /** Resolves when all of them are live. */
  async gather(): Promise<void> {
    const env = { ...process.env, BUN_CONFIG_MAX_HTTP_REQUESTS: HTTP_REQUESTS_MAX };
    const crowd = Bun.spawn([process.execPath, program], { env, stdin: "pipe", stdout: "pipe", stderr: "inherit" });
    this.#crowd = crowd;
    this.#reports = createInterface({ input: Readable.fromWeb(crowd.stdout as never) })[Symbol.asyncIterator]();
    this.#say(JSON.stringify(this.#request));
    await this.#until(({ liveCount }) => liveCount === this.#request.accounts.length);
  }

  /** For each client, the milliseconds from the server's return to its next welcome. `restart` resolves when the server is back. */
  async measureBlackout(restart: () => Promise<void>): Promise<number[]> {
    const startedAt = epochNow();
    await restart();
    const backAt = epochNow();
    const { welcomedAt } = await this.#until((report) => report.welcomedAt.every((at) => at > startedAt));
    return welcomedAt.map((at) => Math.max(0, at - backAt));
  }

  async disperse(): Promise<void> {
    this.#crowd?.kill("SIGKILL");
    await this.#crowd?.exited;
    this.#crowd = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.disperse();
  }

  async #until(isDone: (report: CrowdReport) => boolean): Promise<CrowdReport> {
    const deadline = performance.now() + WITHIN_MS;
    for (;;) {
      const report = await this.#report();
      if (isDone(report)) return report;
      if (performance.now() > deadline) {
        const { liveCount, welcomedAt, missing } = report;
        throw new Error(`${liveCount} of ${welcomedAt.length} clients are live, after ${WITHIN_MS} ms: ${tally(missing)}.`);
      }
      await Bun.sleep(POLL_MS);
    }
  }

  async #report(): Promise<CrowdReport> {
    this.#say("report");
    const line = await this.#reports?.next();
    if (line === undefined || line.done === true) throw new Error("The program with the crowd has ended.");
    return JSON.parse(line.value) as CrowdReport;
  }

  #say(line: string): void {
    const input = this.#crowd?.stdin;
    input?.write(`${line}\n`);
    input?.flush();
  }
}

/** How often each of them is there. */
function tally(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} × ${name}`).join(", ");
}
