import { ShoalError } from "../../../protocol/errors.ts";
import { newToken } from "../../../protocol/ids.ts";
import { storageOfVerbs } from "../sql/storage-of-verbs.ts";
import type { writeVerbs } from "../sql/write/verbs.ts";
import type { CommitListener, Storage } from "../storage.ts";
import { Tally } from "../tally.ts";
import { WorkerQueue, type WorkerQueueListener } from "../threads/worker-queue.ts";
import { AppendQueue } from "./appends/append-queue.ts";
import { ConnectionHost } from "./connection/connection-host.ts";
import { Pool } from "./connection/pool.ts";
import { FeedFollower } from "./feed/feed-follower.ts";
import { type FeedRow, feedSql } from "./feed/feed-row.ts";
import { APPEND_LANES } from "./locks.ts";
import { prepareDatabase } from "./prepare-database.ts";
import { openSearchIndex } from "./search/open-search-index.ts";
import { StoredSecrets } from "./stored-secrets.ts";
import type { postgresReadVerbs } from "./threads/read-verbs.ts";

const WRITES_PER_BATCH_MAX = 256;
const READS_PER_BATCH_MAX = 16;
/** Threads that read, each with a connection. */
const PAGE_READERS = 2;
const COMMIT_MS_BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
const CALLS_PER_COMMIT_BOUNDS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
/** The feed is kept this long: a node that was away longer begins anew. */
const FEED_KEPT_MINUTES = 10;
const FEED_TIDY_MS = 60_000;

export interface PostgresStorageOptions {
  /** `postgres://…`; all nodes have the same. */
  readonly url: string;
  readonly onCommit: CommitListener;
  /** Whether this node has to hear of a log that another node appended to. */
  readonly follows?: (logId: string) => boolean;
  /** Where lane `lane` of the feed is now: a hint for other nodes. */
  readonly onFeed?: (lane: number, feedId: number) => void;
  /** A session ended, by whatever node. */
  readonly onSessionEnded?: (userId: string, sessionId: string) => void;
  /** Another node changed settings, or this one. */
  readonly onOtherSettings?: () => void;
  /** What was committed since is not told: connections have to begin anew. */
  readonly onGap?: () => void;
  readonly onNotice?: (notice: string) => void;
  readonly onFatal?: (error: Error) => void;
}

export interface PostgresStorage extends Storage {
  readonly secrets: StoredSecrets;
  /** Whether this node has heard lately of what others committed. */
  readonly isCurrent: boolean;
  /** Another node tells where a lane of the feed is; without values, that it may have moved. */
  hint(lane?: number, feedId?: number): void;
}

/** A storage on a PostgreSQL that other nodes use at the same time. Throws `StorageStartError`. */
export async function openPostgresStorage(options: PostgresStorageOptions): Promise<PostgresStorage> {
  const { url, onCommit, onFeed, onNotice = () => {}, onFatal = () => {} } = options;
  const { epoch } = await prepareDatabase(url, onNotice);
  const connections = new ConnectionHost(url, onFatal);
  const pool = new Pool(url, APPEND_LANES + 1);
  const commits = { commitMs: new Tally(COMMIT_MS_BOUNDS), callsPerCommit: new Tally(CALLS_PER_COMMIT_BOUNDS) };
  const onAnswered = (callCount: number, tookMs: number): void => {
    commits.callsPerCommit.add(callCount);
    commits.commitMs.add(tookMs);
  };
  const listener: WorkerQueueListener = {
    onNotice,
    onFatal,
    onCommit(appends, feedId) {
      if (feedId === undefined) follower.hint();
      else {
        searchIndex.committed(appends);
        follower.committed({ lane: 0, feedId, seen: feedId - 1, appends });
        onFeed?.(0, feedId);
      }
    },
  };
  const heldUntil = (feedId: number): Promise<void> | undefined => follower.reached(feedId);
  const searchIndex = openSearchIndex({ connections, onNotice, heldUntil });
  const writer = new WorkerQueue<typeof writeVerbs>(
    new Worker(new URL("./threads/postgres-writer.ts", import.meta.url)),
    listener,
    {
      ...{ callsPerBatchMax: WRITES_PER_BATCH_MAX, onAnswered },
    },
  );
  const openReader = (isHeld: boolean): Reader => {
    const worker = new Worker(new URL("./threads/postgres-reader.ts", import.meta.url));
    const options = { callsPerBatchMax: READS_PER_BATCH_MAX, ...(isHeld && { heldUntil }) };
    const queue: Reader["queue"] = new WorkerQueue(worker, { ...listener, onCommit: () => {} }, options);
    return { queue, isOpen: openOver(connections, queue) };
  };
  const reader = openReader(true);
  const pageReaders = new ReaderSet(PAGE_READERS, () => openReader(true));
  const feedReader = new ReaderSet(1, () => openReader(false));
  const follower = new FeedFollower({
    epoch,
    onOtherPast: (reason) => void leavePast(pool, epoch, reason).then(onFatal),
    readFeed: (cursors) => pool.all<FeedRow>(feedSql, [`{${cursors.join(",")}}`]),
    readEvents: (growths) => feedReader.next().call("readGrowths", { growths }),
    follows: options.follows ?? (() => true),
    onAppends: onCommit,
    onSessionEnded: options.onSessionEnded ?? (() => {}),
    onOtherSettings: options.onOtherSettings ?? (() => {}),
    onGap: options.onGap ?? (() => {}),
    onNotice,
  });
  const appends = new AppendQueue({
    pool,
    appendByVerb: (message) => writer.call("appendMessage", message),
    onCommitted(commit) {
      searchIndex.committed(commit.appends);
      follower.committed(commit);
      onFeed?.(commit.lane, commit.feedId);
    },
    onAnswered,
  });
  await Promise.all([openOver(connections, writer), reader.isOpen, follower.start()]);
  const tidying = setInterval(() => void tidyFeed(pool), FEED_TIDY_MS);
  let end: Promise<void> | undefined;
  const unlessClosed = <Result>(work: () => Promise<Result>): Promise<Result> =>
    end === undefined ? work() : Promise.reject(new ShoalError("unavailable"));
  return {
    ...storageOfVerbs({
      write: (verb, argument) => {
        const call = () => writer.call(verb, argument);
        const userId = userOf(argument);
        return unlessClosed(() => (userId === undefined ? call() : appends.inOrder(userId, call)));
      },
      read: (verb, argument) => unlessClosed(() => reader.queue.call(verb, argument)),
      readPage: (verb, argument) => unlessClosed(() => pageReaders.next().call(verb, argument)),
      searchIndex,
    }),
    epoch,
    get isCurrent() {
      return follower.isCurrent;
    },
    secrets: new StoredSecrets(pool),
    hint(lane, feedId) {
      if (lane === undefined || feedId === undefined) follower.hint();
      else follower.hintOf(lane, feedId);
    },
    appendMessage: (message) => unlessClosed(() => appends.append(message)),
    search: (request) => unlessClosed(() => searchIndex.search(request)),
    get load() {
      const waiting = {
        writer: writer.waitingCount + appends.waitingCount,
        reader: reader.queue.waitingCount,
        pages: pageReaders.waitingCount,
        search: searchIndex.waitingCount,
      };
      return { waiting, ...commits, searchLagMs: searchIndex.lagMs };
    },
    close() {
      end ??= (async () => {
        clearInterval(tidying);
        await appends.drain();
        const isSearchClosed = searchIndex.close();
        const readers = [reader, ...pageReaders.opened, ...feedReader.opened];
        const queues = [writer, ...readers.map(({ queue }) => queue)];
        await Promise.all([...queues.map((queue) => queue.drain()), ...readers.map(({ isOpen }) => isOpen)]);
        follower.close();
        await isSearchClosed;
        await Promise.all(queues.map((queue) => queue.close()));
        connections.close();
        await pool.close();
      })();
      return end;
    },
  };
}

/** The database gets another epoch, once: with that, clients do not take its logs for those that they know. Returns why this node has to end. */
async function leavePast(pool: Pool, epoch: string, reason: string): Promise<Error> {
  await pool.all("UPDATE meta SET value = $1 WHERE name = 'epoch' AND value = $2", [newToken(), epoch]).catch(() => {});
  return new Error(`${reason}: a backup was put back, or a standby that was behind took over; this node has to start anew`);
}

/** Calls wait until it is open. */
interface Reader {
  readonly queue: WorkerQueue<typeof postgresReadVerbs>;
  readonly isOpen: Promise<void>;
}

/** The thread of a queue gets a connection. */
function openOver(connections: ConnectionHost, queue: Pick<Reader["queue"], "open">): Promise<void> {
  const end = connections.connect();
  return queue.open(end, [end.port]);
}

/** Threads that take turns, each started when it is needed. */
class ReaderSet {
  readonly opened: Reader[] = [];
  readonly #countMax: number;
  readonly #open: () => Reader;

  constructor(countMax: number, open: () => Reader) {
    this.#countMax = countMax;
    this.#open = open;
  }

  get waitingCount(): number {
    return this.opened.reduce((sum, { queue }) => sum + queue.waitingCount, 0);
  }

  /** One that is idle, a new one, or the one with the fewest calls. */
  next(): Reader["queue"] {
    const [idlest] = this.opened.toSorted((one, other) => one.queue.waitingCount - other.queue.waitingCount);
    if (idlest !== undefined && (idlest.queue.waitingCount === 0 || this.opened.length === this.#countMax)) return idlest.queue;
    const reader = this.#open();
    this.opened.push(reader);
    return reader.queue;
  }
}

/** Whose call it is. */
function userOf(argument: unknown): string | undefined {
  const { userId, actorId } = argument as { readonly userId?: unknown; readonly actorId?: unknown };
  const id = actorId ?? userId;
  return typeof id === "string" ? id : undefined;
}

/** Any node does it; a failure is left to the next one. */
async function tidyFeed(pool: Pool): Promise<void> {
  await pool.all(`DELETE FROM feed WHERE noted_at < now() - interval '${FEED_KEPT_MINUTES} minutes'`, []).catch(() => {});
}
