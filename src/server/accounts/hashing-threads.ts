import { ShoalError } from "../../protocol/errors.ts";
import type { HashingAnswer, HashingRequest } from "./hashing-thread.ts";
import type { PasswordHasher } from "./passwords.ts";

/** A thread costs 6 MiB. A new one takes 50 ms longer to answer. */
const IDLE_MS = 30_000;

/** One call at a time. */
interface HashingThread {
  readonly worker: Worker;
  /** The caller that waits. */
  call?: PromiseWithResolvers<HashingAnswer> | undefined;
  idleTimer?: ReturnType<typeof setTimeout>;
}

/**
 * argon2id in threads of low priority: the server's own thread and those of the storage go before them, so that hashing delays no message.
 * A call takes an idle thread or starts one, so that there are as many as the caller makes calls at once. Idle threads end.
 */
export class HashingThreads implements PasswordHasher {
  readonly #idle: HashingThread[] = [];
  readonly #idleMs: number;

  constructor(idleMs: number = IDLE_MS) {
    this.#idleMs = idleMs;
  }

  /** Throws `unavailable` when the thread dies. */
  async hash(password: string): Promise<string> {
    return (await this.#ask({ password })) as string;
  }

  /** Throws `unavailable` when the thread dies. */
  async verify(password: string, hash: string): Promise<boolean> {
    return (await this.#ask({ password, hash })) as boolean;
  }

  #ask(request: HashingRequest): Promise<HashingAnswer> {
    const thread = this.#idle.pop() ?? this.#start();
    clearTimeout(thread.idleTimer);
    const call = Promise.withResolvers<HashingAnswer>();
    thread.call = call;
    thread.worker.postMessage(request);
    return call.promise;
  }

  #start(): HashingThread {
    // The server ends without waiting for it.
    const worker = new Worker(new URL("./hashing-thread.ts", import.meta.url), { ref: false });
    const thread: HashingThread = { worker };
    worker.addEventListener("message", ({ data }: MessageEvent<HashingAnswer>) => this.#take(thread, data));
    worker.addEventListener("error", ({ message }) => this.#end(thread, message));
    worker.addEventListener("close", () => this.#end(thread, "it ended"));
    return thread;
  }

  #take(thread: HashingThread, answer: HashingAnswer): void {
    const { call } = thread;
    thread.call = undefined;
    this.#idle.push(thread);
    thread.idleTimer = setTimeout(() => this.#end(thread, "it was idle"), this.#idleMs).unref();
    call?.resolve(answer);
  }

  #end(thread: HashingThread, reason: string): void {
    clearTimeout(thread.idleTimer);
    const place = this.#idle.indexOf(thread);
    if (place >= 0) this.#idle.splice(place, 1);
    thread.worker.terminate();
    thread.call?.reject(new ShoalError("unavailable", { cause: new Error(`a hashing thread failed: ${reason}`) }));
    thread.call = undefined;
  }
}
