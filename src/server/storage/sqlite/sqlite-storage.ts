import { join } from "node:path";
import { ShoalError } from "../../../protocol/errors.ts";
import { SearchIndex, type SearchVerbs } from "../search/search-index.ts";
import type { readVerbs } from "../sql/read/verbs.ts";
import { storageOfVerbs } from "../sql/storage-of-verbs.ts";
import type { writeVerbs } from "../sql/write/verbs.ts";
import type { CommitListener, LogAppend, Storage } from "../storage.ts";
import type { StorageLoad } from "../storage-health.ts";
import { Tally } from "../tally.ts";
import { WorkerQueue, type WorkerQueueListener } from "../threads/worker-queue.ts";
import type { FileLock } from "./start/file-lock.ts";
import { lockFolder } from "./start/folder-lock.ts";
import { prepareDatabase } from "./start/prepare-database.ts";
import { refuseUnfinishedRestore } from "./start/unfinished-restore.ts";

const WRITES_PER_BATCH_MAX = 1_024;
/** Sixteen pages of a log have 4 MiB of text together. */
const READS_PER_BATCH_MAX = 16;
/** A commit is an fsync: from a fast disk to one that hangs. */
const COMMIT_MS_BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
const CALLS_PER_COMMIT_BOUNDS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, WRITES_PER_BATCH_MAX];

export interface SqliteStorageOptions {
  /** The data folder; made when it is missing. The database is `shoal.db` in it. */
  readonly folder: string;
  readonly onCommit: CommitListener;
  /** Something that the operator should know: storing failed, or works again. */
  readonly onNotice?: (notice: string) => void;
  /** A thread died: nothing can be stored or read any more, and the process should end. */
  readonly onFatal?: (error: Error) => void;
}

/**
 * One SQLite file and three threads. One writes, so that a slow disk holds up no reader. Two read: what comes in pages has a thread
 * of its own, so that long lists and histories hold up no sign-in.
 * Throws `StorageStartError` when the folder or the file cannot be used.
 */
export async function openSqliteStorage({ folder, onCommit, onNotice, onFatal }: SqliteStorageOptions): Promise<Storage> {
  const lock = lockFolder(folder);
  try {
    refuseUnfinishedRestore(folder);
    const file = join(folder, "shoal.db");
    const { epoch } = prepareDatabase(file);
    const tell = onNotice ?? (() => {});
    const searchIndex = new SearchIndex({
      open: () => openSearchThread(file, tell),
      forgetScrubs: (upToId) => threads.writer.call("forgetScrubs", { upToId }),
      onNotice: tell,
    });
    const listener = {
      onCommit(appends: readonly LogAppend[]) {
        searchIndex.committed(appends);
        onCommit(appends);
      },
      onNotice: tell,
      onFatal: onFatal ?? (() => {}),
    };
    const threads = await startThreads(file, listener);
    return sqliteStorage(epoch, { ...threads, searchIndex }, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Without it everything else works: its end is a notice, and that it cannot begin is one of the index. */
async function openSearchThread(file: string, onNotice: (notice: string) => void): Promise<WorkerQueue<SearchVerbs>> {
  const worker = new Worker(new URL("./search/search-thread.ts", import.meta.url));
  let isOpen = false;
  const onFatal = (error: Error): void => {
    if (isOpen) onNotice(`searching has stopped (${error.message}); it works again after a restart`);
  };
  const queue = new WorkerQueue<SearchVerbs>(worker, { onCommit: () => {}, onNotice, onFatal }, { callsPerBatchMax: 1 });
  await queue.open(file);
  isOpen = true;
  return queue;
}

interface Threads {
  readonly writer: WorkerQueue<typeof writeVerbs>;
  readonly reader: WorkerQueue<typeof readVerbs>;
  readonly openReader: () => Reader;
  readonly commits: Pick<StorageLoad, "commitMs" | "callsPerCommit">;
  readonly searchIndex: SearchIndex;
}

/** Calls wait until it is open. */
interface Reader {
  readonly queue: WorkerQueue<typeof readVerbs>;
  readonly isOpen: Promise<void>;
}

async function startThreads(file: string, listener: WorkerQueueListener): Promise<Omit<Threads, "searchIndex">> {
  const openReader = (): Reader => {
    const worker = new Worker(new URL("./threads/reader.ts", import.meta.url));
    const queue = new WorkerQueue<typeof readVerbs>(worker, listener, { callsPerBatchMax: READS_PER_BATCH_MAX });
    return { queue, isOpen: queue.open(file) };
  };
  const commits = { commitMs: new Tally(COMMIT_MS_BOUNDS), callsPerCommit: new Tally(CALLS_PER_COMMIT_BOUNDS) };
  const writer = new WorkerQueue<typeof writeVerbs>(new Worker(new URL("./threads/writer.ts", import.meta.url)), listener, {
    callsPerBatchMax: WRITES_PER_BATCH_MAX,
    onAnswered(callCount, tookMs) {
      commits.callsPerCommit.add(callCount);
      commits.commitMs.add(tookMs);
    },
  });
  const { queue: reader, isOpen } = openReader();
  try {
    await Promise.all([writer.open(file), isOpen]);
  } catch (error) {
    writer.terminate();
    reader.terminate();
    throw error;
  }
  return { writer, reader, openReader, commits };
}

/** The writer goes last: the last connection to close copies the WAL into the file. */
async function stopThreads({ writer, reader, searchIndex }: Threads, pages: Reader | undefined): Promise<void> {
  const isSearchClosed = searchIndex.close();
  await Promise.all([writer.drain(), reader.drain(), pages?.queue.drain(), pages?.isOpen]);
  await isSearchClosed;
  await Promise.all([reader.close(), pages?.queue.close()]);
  await writer.close();
}

function sqliteStorage(epoch: string, threads: Threads, lock: FileLock): Storage {
  const { writer, reader, openReader, searchIndex, commits } = threads;
  let pages: Reader | undefined;
  /** Started by the first page: a server is up sooner without it. */
  const pageReader = (): Reader["queue"] => {
    if (end !== undefined && pages === undefined) return reader; // it refuses, as a closed storage does
    pages ??= openReader();
    return pages.queue;
  };
  let end: Promise<void> | undefined;
  return {
    epoch,

    ...storageOfVerbs({
      write: (verb, argument) => writer.call(verb, argument),
      read: (verb, argument) => reader.call(verb, argument),
      readPage: (verb, argument) => pageReader().call(verb, argument),
      searchIndex,
    }),
    search: (request) => (end === undefined ? searchIndex.search(request) : Promise.reject(new ShoalError("unavailable"))),
    get load() {
      const waiting = {
        writer: writer.waitingCount,
        reader: reader.waitingCount,
        pages: pages?.queue.waitingCount ?? 0,
        search: searchIndex.waitingCount,
      };
      return { waiting, ...commits, searchLagMs: searchIndex.lagMs };
    },
    close() {
      end ??= stopThreads(threads, pages).finally(() => lock.release());
      return end;
    },
  };
}
