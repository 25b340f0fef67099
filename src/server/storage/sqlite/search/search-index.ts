import { ShoalError } from "../../../../protocol/errors.ts";
import type { LogAppend, Page, SearchHit, SearchRequest } from "../../storage.ts";
import type { WorkerQueue } from "../threads/worker-queue.ts";
import type { searchVerbs } from "./verbs.ts";

/** Commits of this time are indexed together: a message is found about so long after it was sent. */
const GATHER_MS = 200;
/** While messages keep coming, the indexer rests this long after each step, and so takes a tenth of a core: writing and delivering go first. */
const REST_MS = 60;
/** So long after the last commit nobody is writing. */
const BUSY_MS = 1_000;
/** After the start, when no message and no search has come before: what an earlier run did not index is indexed. */
const START_DELAY_MS = 5_000;
/** An index that failed, on a full disk for one, is tried again after this. */
const RETRY_MS = 10_000;

interface SearchIndexOptions {
  /** Starts the thread. */
  readonly open: () => Promise<WorkerQueue<typeof searchVerbs>>;
  /** What was replaced or deleted is gone from the index, up to this scrub. */
  readonly forgetScrubs: (upToId: number) => Promise<void>;
  readonly onNotice: (notice: string) => void;
}

/** Keeps the index up to date behind the commits, in a thread that is started when it is needed. */
export class SearchIndex {
  readonly #options: SearchIndexOptions;
  #queue: Promise<WorkerQueue<typeof searchVerbs>> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer ends, as `performance.now()` has it; later than all moments while there is none. */
  #dueAt = Number.POSITIVE_INFINITY;
  /** Logs that have grown since the last step. */
  #grown = new Set<string>();
  #committedAt = 0;
  #isStepping = false;
  #isFailing = false;
  #isClosed = false;
  #scrubId = 0;

  constructor(options: SearchIndexOptions) {
    this.#options = options;
    this.#stepAfter(START_DELAY_MS);
  }

  committed(appends: readonly LogAppend[]): void {
    let hasGrown = false;
    for (const { kind, logId } of appends) {
      if (kind === "user") continue;
      this.#grown.add(logId);
      hasGrown = true;
    }
    if (!hasGrown) return;
    this.#committedAt = performance.now();
    if (!this.#isStepping) this.#stepAfter(GATHER_MS);
  }

  async search(request: SearchRequest): Promise<Page<SearchHit>> {
    const queue = await this.#open();
    return await queue.call("search", request);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const queue = await this.#queue?.catch(() => undefined);
    await queue?.drain();
    await queue?.close();
  }

  /** Throws `unavailable`; then the next caller starts another thread. */
  #open(): Promise<WorkerQueue<typeof searchVerbs>> {
    this.#queue ??= this.#options.open().catch((cause: unknown) => {
      this.#queue = undefined;
      throw new ShoalError("unavailable", { cause });
    });
    return this.#queue;
  }

  /** An earlier step goes before a later one that waits, and no commit puts off the step that waits for those before it. */
  #stepAfter(delayMs: number): void {
    const dueAt = performance.now() + delayMs;
    if (this.#isClosed || dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => void this.#step(), delayMs);
    this.#timer.unref();
  }

  async #step(): Promise<void> {
    const logIds = [...this.#grown];
    this.#grown = new Set();
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#isStepping = true;
    try {
      const queue = await this.#open();
      const { isBehind, scrubId } = await queue.call("index", { logIds });
      if (scrubId > this.#scrubId) await this.#options.forgetScrubs(scrubId);
      this.#scrubId = scrubId;
      this.#tellHealth(undefined);
      const isBusy = performance.now() - this.#committedAt < BUSY_MS;
      if (isBehind || this.#grown.size > 0) this.#stepAfter(isBusy ? REST_MS : 0);
    } catch (error) {
      for (const logId of logIds) this.#grown.add(logId);
      this.#tellHealth(error);
      this.#stepAfter(RETRY_MS);
    } finally {
      this.#isStepping = false;
    }
  }

  #tellHealth(error: unknown): void {
    if (this.#isClosed || (error !== undefined) === this.#isFailing) return;
    this.#isFailing = error !== undefined;
    this.#options.onNotice(
      error === undefined
        ? "messages are indexed for searching again"
        : `messages cannot be indexed for searching (${reasonOf(error)})`,
    );
  }
}

/** What made the thread end says more than that there is none. */
function reasonOf(error: unknown): string {
  return String(error instanceof ShoalError ? (error.cause ?? error) : error);
}
