import { signal } from "@preact/signals";
import { recall, remember } from "../../state/local-storage.ts";
import type { Demonstration, Seen } from "./demonstrations.ts";

const NAME_BYTES = 3;

/** A demonstration that can be started, stopped and started again. */
export class Showing {
  readonly stage = signal<"idle" | "running" | "over" | "failed">("idle");
  readonly seen = signal<readonly Seen[]>([]);
  readonly #demonstration: Demonstration;
  #run: AbortController | undefined;

  constructor(demonstration: Demonstration) {
    this.#demonstration = demonstration;
  }

  async start(): Promise<void> {
    this.stop();
    const run = new AbortController();
    this.#run = run;
    this.stage.value = "running";
    this.seen.value = [];
    try {
      for await (const seen of this.#demonstration.show({ signal: run.signal, guest })) {
        if (this.#run === run) this.seen.value = seen;
      }
      this.#finish(run, "over");
    } catch {
      this.#finish(run, run.signal.aborted ? "over" : "failed");
    }
  }

  /** Its sockets are closed. It goes on to say what came of it. */
  stop(): void {
    this.#run?.abort();
  }

  #finish(run: AbortController, stage: "over" | "failed"): void {
    run.abort();
    if (this.#run === run) this.stage.value = stage;
  }
}

/** The same guests for as long as the browser keeps it: each new one is an account for a while. */
const mark = recall("lab.guests") ?? newMark();

function newMark(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(NAME_BYTES));
  const made = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  remember("lab.guests", made);
  return made;
}

function guest(number: number): string {
  return `lab-${mark}-${number}`;
}
