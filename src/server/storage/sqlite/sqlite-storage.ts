import { join } from "node:path";
import type { CommitListener, Storage } from "../storage.ts";
import type { readVerbs } from "./read/verbs.ts";
import { type FolderLock, lockFolder } from "./start/folder-lock.ts";
import { prepareDatabase } from "./start/prepare-database.ts";
import { WorkerQueue, type WorkerQueueListener } from "./threads/worker-queue.ts";
import type { writeVerbs } from "./write/verbs.ts";

const WRITES_PER_BATCH_MAX = 1_024;
/** Sixteen pages of a log have 4 MiB of text together. */
const READS_PER_BATCH_MAX = 16;

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
    const file = join(folder, "shoal.db");
    const { epoch } = prepareDatabase(file);
    const listener = { onCommit, onNotice: onNotice ?? (() => {}), onFatal: onFatal ?? (() => {}) };
    return sqliteStorage(epoch, await startThreads(file, listener), lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Threads {
  readonly writer: WorkerQueue<typeof writeVerbs>;
  readonly reader: WorkerQueue<typeof readVerbs>;
  readonly openReader: () => Reader;
}

/** Calls wait until it is open. */
interface Reader {
  readonly queue: WorkerQueue<typeof readVerbs>;
  readonly isOpen: Promise<void>;
}

async function startThreads(file: string, listener: WorkerQueueListener): Promise<Threads> {
  const openReader = (): Reader => {
    const worker = new Worker(new URL("./read/reader.ts", import.meta.url));
    const queue = new WorkerQueue<typeof readVerbs>(worker, listener, { callsPerBatchMax: READS_PER_BATCH_MAX });
    return { queue, isOpen: queue.open(file) };
  };
  const writer = new WorkerQueue<typeof writeVerbs>(new Worker(new URL("./write/writer.ts", import.meta.url)), listener, {
    callsPerBatchMax: WRITES_PER_BATCH_MAX,
  });
  const { queue: reader, isOpen } = openReader();
  try {
    await Promise.all([writer.open(file), isOpen]);
  } catch (error) {
    writer.terminate();
    reader.terminate();
    throw error;
  }
  return { writer, reader, openReader };
}

/** The writer goes last: the last connection to close copies the WAL into the file. */
async function stopThreads({ writer, reader }: Threads, pages: Reader | undefined): Promise<void> {
  await Promise.all([writer.drain(), reader.drain(), pages?.queue.drain(), pages?.isOpen]);
  await Promise.all([reader.close(), pages?.queue.close()]);
  await writer.close();
}

function sqliteStorage(epoch: string, threads: Threads, lock: FolderLock): Storage {
  const { writer, reader, openReader } = threads;
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

    createGuest: (guest) => writer.call("createGuest", guest),
    createSession: (session) => writer.call("createSession", session),
    findSession: (tokenHash, expiredBefore) => reader.call("findSession", { tokenHash, expiredBefore }),
    touchSession: (sessionId, at) => writer.call("touchSession", { sessionId, at }),
    endSession: (sessionId, at) => writer.call("endSession", { sessionId, at }),
    retireGuests: (expiredBefore, at, limit) => writer.call("retireGuests", { expiredBefore, at, limit }),
    createDeviceLink: (link, openMax) => writer.call("createDeviceLink", { ...link, openMax }),
    redeemDeviceLink: (codeHash, at) => writer.call("redeemDeviceLink", { codeHash, at }),

    createRoom: (room) => writer.call("createRoom", room),
    join: (conversationId, userId, at) => writer.call("join", { conversationId, userId, at }),
    leave: (conversationId, userId, at) => writer.call("leave", { conversationId, userId, at }),
    invite: (conversationId, inviterId, userId, at) => writer.call("invite", { conversationId, inviterId, userId, at }),
    withdrawInvitation: (conversationId, inviterId, userId, at) =>
      writer.call("withdrawInvitation", { conversationId, inviterId, userId, at }),
    acceptInvitation: (conversationId, userId, at) => writer.call("acceptInvitation", { conversationId, userId, at }),
    declineInvitation: (conversationId, userId, at) => writer.call("declineInvitation", { conversationId, userId, at }),
    openDirect: (direct) => writer.call("openDirect", direct),
    listConversations: (userId) => reader.call("listConversations", { userId }),
    listRooms: (userId, page) => pageReader().call("listRooms", { userId, page }),
    listMembers: (conversationId, userId, page) => pageReader().call("listMembers", { conversationId, userId, page }),

    appendMessage: (message) => writer.call("appendMessage", message),
    markRead: (conversationId, userId, seq, at) => writer.call("markRead", { conversationId, userId, seq, at }),
    readLog: (logId, range) => pageReader().call("readLog", { logId, range }),
    readHistory: (conversationId, userId, range) => pageReader().call("readHistory", { conversationId, userId, range }),

    createUpload: (upload) => writer.call("createUpload", upload),
    completeUpload: (completed) => writer.call("completeUpload", completed),
    findUpload: (id, userId) => reader.call("findUpload", { id, userId }),
    abandonUpload: (id, userId) => writer.call("abandonUpload", { id, userId }),
    findFile: (id, userId) => reader.call("findFile", { id, userId }),
    expireUploads: (createdBefore, limit) => writer.call("expireUploads", { createdBefore, limit }),
    listDoomedBlobs: (limit) => reader.call("listDoomedBlobs", { limit }),
    forgetDoomedBlobs: (ids) => writer.call("forgetDoomedBlobs", { ids }),
    listFileStates: (ids) => reader.call("listFileStates", { ids }),

    close() {
      end ??= stopThreads(threads, pages).finally(() => lock.release());
      return end;
    },
  };
}
