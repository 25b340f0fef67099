import { ShoalError } from "../../../protocol/errors.ts";
import type { LogAppend, Page, SearchHit, SearchRequest } from "../storage.ts";
import type { WorkerQueue } from "../threads/worker-queue.ts";

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

/** How far a step of the indexer came. */
export interface Progress {
  /** There is more to index now. */
  readonly isBehind: boolean;
  /** Texts that were replaced or deleted are gone from the index up to this scrub, which the database may forget now; 0 where the step forgot them itself. */
  readonly scrubId: number;
  /** Another node is indexing. */
  readonly isElsewhere?: boolean;
}

/** The verbs of the thread that has the index. */
export type SearchVerbs = {
  readonly search: (thread: never, request: SearchRequest) => Page<SearchHit>;
  /** One step, after these logs have grown. */
  readonly index: (thread: never, grown: { readonly logIds: readonly string[] }) => Progress;
};

interface SearchIndexOptions {
  /** Starts the thread. */
  readonly open: () => Promise<WorkerQueue<SearchVerbs>>;
  /** What was replaced or deleted is gone from the index, up to this scrub. */
  readonly forgetScrubs: (upToId: number) => Promise<void>;
  /** Where other nodes write, too: how often this one looks for what a node that was killed left behind, in milliseconds. */
  readonly lookMs?: number;
  /** Where a step costs another machine more than this one: while messages keep coming, it rests so many times as long as the step took. */
  readonly restFactor?: number;
  readonly onNotice: (notice: string) => void;
}

/** Keeps the index up to date behind the commits, in a thread that is started when it is needed. */
export class SearchIndex {
  readonly #options: SearchIndexOptions;
  #queue: Promise<WorkerQueue<SearchVerbs>> | undefined;
  #opened: WorkerQueue<SearchVerbs> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer ends, as `performance.now()` has it; infinite while no timer runs. */
  #dueAt = Number.POSITIVE_INFINITY;
  /** Logs that have grown since the last step. */
  #grown = new Set<string>();
  #committedAt = 0;
  /** Since when there is something that is not indexed, which an earlier run may have left; undefined when all is. */
  #behindSince: number | undefined = performance.now();
  /** The first commit since the last step began. */
  #grownSince: number | undefined;
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
    if (hasGrown) this.#stepSoon();
  }

  /** A log is there that grew without being told of. */
  note(logId: string): void {
    this.#grown.add(logId);
    this.#stepSoon();
  }

  /** How long the oldest message that is not indexed has waited, in milliseconds; from the start on until the first step has looked. */
  get lagMs(): number {
    return this.#behindSince === undefined ? 0 : performance.now() - this.#behindSince;
  }

  /** Calls of its thread without an answer. */
  get waitingCount(): number {
    return this.#opened?.waitingCount ?? 0;
  }

  /** Texts were removed from the database, and nothing was appended. */
  scrubSoon(): void {
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

  #stepSoon(): void {
    this.#committedAt = performance.now();
    this.#grownSince ??= this.#committedAt;
    this.#behindSince ??= this.#committedAt;
    if (!this.#isStepping) this.#stepAfter(GATHER_MS);
  }

  /** Throws `unavailable`; then the next caller starts another thread. */
  #open(): Promise<WorkerQueue<SearchVerbs>> {
    this.#queue ??= this.#options.open().then(
      (queue) => {
        this.#opened = queue;
        return queue;
      },
      (cause: unknown) => {
        this.#queue = undefined;
        throw new ShoalError("unavailable", { cause });
      },
    );
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
    this.#grownSince = undefined;
    try {
      const queue = await this.#open();
      const startedAt = performance.now();
      const { isBehind, scrubId, isElsewhere } = await queue.call("index", { logIds });
      const restMs = Math.max(REST_MS, (this.#options.restFactor ?? 0) * (performance.now() - startedAt));
      if (scrubId > this.#scrubId) await this.#options.forgetScrubs(scrubId);
      this.#scrubId = scrubId;
      this.#tellHealth(undefined);
      if (!isBehind) this.#behindSince = this.#grownSince;
      const isBusy = performance.now() - this.#committedAt < BUSY_MS;
      if (isElsewhere) this.#stepAfter(GATHER_MS);
      else if (isBehind || this.#grown.size > 0) this.#stepAfter(isBusy ? restMs : 0);
      else if (this.#options.lookMs !== undefined) this.#stepAfter(this.#options.lookMs);
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

/** The error that ended the thread says more than that the thread is missing. */
function reasonOf(error: unknown): string {
  return String(error instanceof ShoalError ? (error.cause ?? error) : error);
}
