import { signal } from "@preact/signals";
import * as v from "valibot";
import { labPaths, labSlowReport } from "../../../protocol/lab.ts";
import type { CostPoint } from "../parts/cost-chart.tsx";
import { socketAddress } from "../server-address.ts";

export const MESSAGE_BYTES = 60 * 1024;
/** Messages of one burst. The last is more than `/echo` takes in a second. */
export const burstCounts = ["20", "100", "400"] as const;

/** `/echo` reads as fast as it can; the other reader rests after each read. */
export const readers = ["echo", "slow"] as const;
export type Reader = (typeof readers)[number];

const POINTS_MAX = 600;
const sampleIntervalMs: Readonly<Record<Reader, number>> = { echo: 10, slow: 100 };
/** The page may live below a path of its host. */
const paths: Readonly<Record<Reader, string>> = { echo: "echo", slow: `.${labPaths.slow}` };
const GIVE_UP_AFTER_MS = 30_000;
const slowReport = v.pipe(v.string(), v.parseJson(), labSlowReport);

export type BurstEnd =
  | { readonly kind: "all-back"; readonly peakBytes: number; readonly emptyAfterMs: number | undefined }
  | {
      readonly kind: "closed";
      readonly peakBytes: number;
      readonly code: number;
      readonly reason: string;
      readonly returnedCount: number;
      readonly leftBytes: number;
    }
  | { readonly kind: "not-open" };

/** Many messages in one task: what waits in the browser, and what came back or was read. */
export class Burst {
  readonly waiting = signal<readonly CostPoint[]>([]);
  readonly returned = signal<readonly CostPoint[]>([]);
  readonly end = signal<BurstEnd | undefined>(undefined);
  readonly isRunning = signal(false);
  #socket: WebSocket | undefined;
  #timers: ReturnType<typeof setInterval>[] = [];
  #startedAt = 0;
  #returnedBytes = 0;
  #peakBytes = 0;
  #emptyAfterMs: number | undefined;

  run(count: number, reader: Reader): void {
    this.stop();
    this.waiting.value = [];
    this.returned.value = [];
    this.end.value = undefined;
    this.isRunning.value = true;
    [this.#returnedBytes, this.#peakBytes, this.#emptyAfterMs] = [0, 0, undefined];
    try {
      this.#listen(new WebSocket(socketAddress(paths[reader])), count, reader);
    } catch {
      this.#finish({ kind: "not-open" });
    }
  }

  /** Not shown any more, or run again. */
  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.isRunning.value = false;
  }

  #listen(socket: WebSocket, count: number, reader: Reader): void {
    this.#socket = socket;
    let hasOpened = false;
    let returnedCount = 0;
    socket.onopen = () => {
      if (this.#socket !== socket) return;
      hasOpened = true;
      this.#startedAt = performance.now();
      this.#sample(socket);
      this.#sendAll(socket, count);
      this.#timers.push(setInterval(() => this.#sample(socket), sampleIntervalMs[reader]));
      this.#timers.push(setTimeout(() => socket.close(), GIVE_UP_AFTER_MS));
    };
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return;
      if (reader === "echo") this.#returnedBytes += String(data).length;
      else this.#returnedBytes = v.parse(slowReport, data).readBytes;
      returnedCount = Math.floor(this.#returnedBytes / MESSAGE_BYTES);
      if (returnedCount < count) return;
      this.#sample(socket);
      this.#finish({ kind: "all-back", ...this.#summary() });
    };
    socket.onclose = ({ code, reason }) => {
      if (this.#socket !== socket) return;
      if (!hasOpened) return this.#finish({ kind: "not-open" });
      this.#sample(socket);
      const { peakBytes } = this.#summary();
      this.#finish({ kind: "closed", code, reason, returnedCount, peakBytes, leftBytes: socket.bufferedAmount });
    };
  }

  #sendAll(socket: WebSocket, count: number): void {
    const text = "x".repeat(MESSAGE_BYTES);
    for (let sent = 1; sent <= count; sent++) {
      socket.send(text);
      if (sent % Math.ceil(count / 20) === 0 || sent === count) this.#sample(socket);
    }
  }

  #sample(socket: WebSocket): void {
    const atMs = Math.round(performance.now() - this.#startedAt);
    const waitingBytes = socket.bufferedAmount;
    this.#peakBytes = Math.max(this.#peakBytes, waitingBytes);
    if (this.#peakBytes > 0 && waitingBytes === 0) this.#emptyAfterMs ??= atMs;
    this.waiting.value = [...this.waiting.peek(), { atMs, value: waitingBytes }].slice(-POINTS_MAX);
    this.returned.value = [...this.returned.peek(), { atMs, value: this.#returnedBytes }].slice(-POINTS_MAX);
  }

  #summary(): { peakBytes: number; emptyAfterMs: number | undefined } {
    return { peakBytes: this.#peakBytes, emptyAfterMs: this.#emptyAfterMs };
  }

  #finish(end: BurstEnd): void {
    this.end.value = end;
    this.stop();
  }
}
