import { ShoalError } from "../../../protocol/errors.ts";
import type { LogAppend } from "../storage.ts";
import { type Answer, type ArgumentOf, type BatchAnswer, type Call, errorOf, type ResultOf, type VerbTable } from "./calls.ts";
import type { Message, Opening, Request } from "./serve.ts";

/** After an answer: one large batch is cheaper than two halves in turn, but no call waits long for others. */
const GATHER_MS = 1;

export interface WorkerQueueOptions {
  /** As many as together make no answer that holds up the event loop. */
  readonly callsPerBatchMax: number;
  readonly gatherMs?: number;
  /** Told of each batch: how many calls it had, and how long its answer took. */
  readonly onAnswered?: (callCount: number, tookMs: number) => void;
  /** Answers are given when this resolves; the next batch does not wait for it. */
  readonly heldUntil?: (feedId: number) => Promise<void> | undefined;
}

export interface WorkerQueueListener {
  /** After the promises of that batch were resolved. */
  onCommit(appends: readonly LogAppend[], feedId?: number): void;
  /** A sentence of the thread for the operator. */
  onNotice(notice: string): void;
  /** The thread died; every open call was rejected with `unavailable`. */
  onFatal(error: Error): void;
}

interface PendingCall extends Call {
  resolve(value: unknown): void;
  reject(error: ShoalError): void;
}

/**
 * Calls to one thread. The calls of one turn of the event loop are handed over together; one batch is on its way at
 * a time, and later calls make the next one, together with the next calls of the callers that were just answered.
 */
export class WorkerQueue<Verbs extends VerbTable<never>> {
  readonly #worker: Worker;
  readonly #listener: WorkerQueueListener;
  readonly #callsPerBatchMax: number;
  readonly #gatherMs: number;
  readonly #onAnswered: WorkerQueueOptions["onAnswered"];
  readonly #heldUntil: WorkerQueueOptions["heldUntil"];
  /** The caller that waits for the answer to `open` or `close`. */
  #control: PromiseWithResolvers<void> | undefined;
  #waiting: PendingCall[] = [];
  #inFlight: readonly PendingCall[] = [];
  #isScheduled = false;
  /** The callers answered last, and those waiting then: if they go on, this many calls follow in a moment. */
  #expectedCount = 0;
  #gatherUntil = 0;
  /** Of the batch on its way, as `performance.now()` has it. */
  #handedOverAt = 0;
  #state: "open" | "draining" | "ended" = "open";
  #drained: (() => void) | undefined;

  constructor(worker: Worker, listener: WorkerQueueListener, options: WorkerQueueOptions) {
    this.#worker = worker;
    this.#listener = listener;
    this.#callsPerBatchMax = options.callsPerBatchMax;
    this.#gatherMs = options.gatherMs ?? GATHER_MS;
    this.#onAnswered = options.onAnswered;
    this.#heldUntil = options.heldUntil;
    worker.addEventListener("message", ({ data }: MessageEvent<string>) => this.#take(data));
    worker.addEventListener("error", (event) => this.#die(new Error(`a storage thread failed: ${event.message}`)));
    worker.addEventListener("close", () => this.#die(new Error("a storage thread ended")));
  }

  /** `transferred`: what `place` has that one thread has at a time. */
  open(place: unknown, transferred: MessagePort[] = []): Promise<void> {
    this.#control = Promise.withResolvers();
    this.#worker.postMessage({ open: place } satisfies Opening<unknown>, transferred);
    return this.#control.promise;
  }

  call<Name extends keyof Verbs & string>(verb: Name, argument: ArgumentOf<Verbs[Name]>): Promise<ResultOf<Verbs[Name]>> {
    if (this.#state !== "open") return Promise.reject(new ShoalError("unavailable"));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ verb, argument, resolve: (value) => resolve(value as ResultOf<Verbs[Name]>), reject });
      this.#schedule();
    });
  }

  /** Calls without an answer. */
  get waitingCount(): number {
    return this.#waiting.length + this.#inFlight.length;
  }

  /** Takes no more calls, and waits until those before are answered. */
  async drain(): Promise<void> {
    if (this.#state !== "open") return;
    this.#state = "draining";
    if (this.waitingCount === 0) return;
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
  }

  /** Lets the thread put its database away, and ends it. Comes after `drain`. */
  async close(): Promise<void> {
    if (this.#hasEnded()) return;
    await this.#ask("close");
    this.terminate();
  }

  /** Ends the thread as it is. */
  terminate(): void {
    this.#state = "ended";
    this.#worker.terminate();
  }

  #ask(request: Request): Promise<void> {
    this.#control = Promise.withResolvers();
    this.#worker.postMessage(JSON.stringify(request));
    return this.#control.promise;
  }

  #schedule(): void {
    if (this.#isScheduled || this.#inFlight.length > 0 || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    this.#gather();
  }

  #gather(): void {
    setImmediate(() => {
      const isWorthWaiting = this.#waiting.length < this.#expectedCount && performance.now() < this.#gatherUntil;
      if (isWorthWaiting) this.#gather();
      else this.#handOver();
    });
  }

  #handOver(): void {
    this.#isScheduled = false;
    if (this.#hasEnded()) return;
    this.#inFlight = this.#waiting.slice(0, this.#callsPerBatchMax);
    this.#waiting = this.#waiting.slice(this.#callsPerBatchMax);
    const calls = this.#inFlight.map(({ verb, argument }): Call => ({ verb, argument }));
    this.#handedOverAt = performance.now();
    this.#worker.postMessage(JSON.stringify({ calls } satisfies Request));
  }

  #take(data: string): void {
    const message = JSON.parse(data) as Message;
    if ("notice" in message) this.#listener.onNotice(message.notice);
    else this.#takeAnswer(message);
  }

  #takeAnswer(answer: BatchAnswer | Record<string, never>): void {
    const batch = this.#inFlight;
    if (!isBatchAnswer(answer)) {
      this.#control?.resolve();
      return;
    }
    this.#inFlight = [];
    this.#expectedCount = Math.min(batch.length + this.#waiting.length, this.#callsPerBatchMax);
    const now = performance.now();
    this.#onAnswered?.(batch.length, now - this.#handedOverAt);
    this.#gatherUntil = now + this.#gatherMs;
    const { feedId } = answer;
    const held = feedId === undefined ? undefined : this.#heldUntil?.(feedId);
    if (held === undefined) this.#give(batch, answer);
    else void held.then(() => this.#give(batch, answer));
    this.#schedule();
    if (this.#waiting.length === 0) queueMicrotask(() => this.#drained?.());
  }

  #give(batch: readonly PendingCall[], { answers, appends, feedId }: BatchAnswer): void {
    for (const [index, call] of batch.entries()) settle(call, answers[index]);
    // A microtask later, the callers that await these promises have gone on already.
    if (appends.length > 0 || feedId !== undefined) queueMicrotask(() => this.#listener.onCommit(appends, feedId));
  }

  #die(error: Error): void {
    if (this.#hasEnded()) return;
    this.#state = "ended";
    for (const call of [...this.#inFlight, ...this.#waiting]) call.reject(new ShoalError("unavailable", { cause: error }));
    this.#inFlight = [];
    this.#waiting = [];
    this.#control?.reject(error);
    this.#drained?.();
    this.#listener.onFatal(error);
  }

  #hasEnded(): boolean {
    return this.#state === "ended";
  }
}

function isBatchAnswer(answer: BatchAnswer | Record<string, never>): answer is BatchAnswer {
  return "answers" in answer;
}

function settle(call: PendingCall, answer: Answer | undefined): void {
  if (!answer) throw new Error("every call of a batch is answered");
  if ("refusal" in answer) call.reject(errorOf(answer.refusal));
  else call.resolve(answer.value);
}
