import { join } from "node:path";
import { ShoalError } from "../../../protocol/errors.ts";
import type { CommitListener, LogAppend, Storage } from "../storage.ts";
import type { readVerbs } from "./read/verbs.ts";
import { SearchIndex } from "./search/search-index.ts";
import type { searchVerbs } from "./search/verbs.ts";
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
async function openSearchThread(file: string, onNotice: (notice: string) => void): Promise<WorkerQueue<typeof searchVerbs>> {
  const worker = new Worker(new URL("./search/search-thread.ts", import.meta.url));
  let isOpen = false;
  const onFatal = (error: Error): void => {
    if (isOpen) onNotice(`searching has stopped (${error.message}); it works again after a restart`);
  };
  const queue = new WorkerQueue<typeof searchVerbs>(worker, { onCommit: () => {}, onNotice, onFatal }, { callsPerBatchMax: 1 });
  await queue.open(file);
  isOpen = true;
  return queue;
}

interface Threads {
  readonly writer: WorkerQueue<typeof writeVerbs>;
  readonly reader: WorkerQueue<typeof readVerbs>;
  readonly openReader: () => Reader;
  readonly searchIndex: SearchIndex;
}

/** Calls wait until it is open. */
interface Reader {
  readonly queue: WorkerQueue<typeof readVerbs>;
  readonly isOpen: Promise<void>;
}

async function startThreads(file: string, listener: WorkerQueueListener): Promise<Omit<Threads, "searchIndex">> {
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
async function stopThreads({ writer, reader, searchIndex }: Threads, pages: Reader | undefined): Promise<void> {
  const isSearchClosed = searchIndex.close();
  await Promise.all([writer.drain(), reader.drain(), pages?.queue.drain(), pages?.isOpen]);
  await isSearchClosed;
  await Promise.all([reader.close(), pages?.queue.close()]);
  await writer.close();
}

function sqliteStorage(epoch: string, threads: Threads, lock: FolderLock): Storage {
  const { writer, reader, openReader, searchIndex } = threads;
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
    listSessions: (userId, expiredBefore) => reader.call("listSessions", { userId, expiredBefore }),
    endSessionOf: (userId, sessionId, at) => writer.call("endSessionOf", { userId, sessionId, at }),
    endOtherSessions: (userId, sessionId) => writer.call("endOtherSessions", { userId, sessionId }),

    updateProfile: (change) => writer.call("updateProfile", change),
    findPerson: (userId, askerId) => pageReader().call("findPerson", { userId, askerId }),
    block: (userId, blockedId, at) => writer.call("block", { userId, blockedId, at }),
    unblock: (userId, blockedId, at) => writer.call("unblock", { userId, blockedId, at }),

    createRoom: (room) => writer.call("createRoom", room),
    describeRoom: (change) => writer.call("describeRoom", change),
    join: (conversationId, userId, at) => writer.call("join", { conversationId, userId, at }),
    leave: (conversationId, userId, at) => writer.call("leave", { conversationId, userId, at }),
    invite: (conversationId, inviterId, userId, at) => writer.call("invite", { conversationId, inviterId, userId, at }),
    withdrawInvitation: (conversationId, inviterId, userId, at) =>
      writer.call("withdrawInvitation", { conversationId, inviterId, userId, at }),
    acceptInvitation: (conversationId, userId, at) => writer.call("acceptInvitation", { conversationId, userId, at }),
    declineInvitation: (conversationId, userId, at) => writer.call("declineInvitation", { conversationId, userId, at }),
    createInviteLink: (link) => writer.call("createInviteLink", link),
    listInviteLinks: (conversationId, userId, at) => reader.call("listInviteLinks", { conversationId, userId, at }),
    revokeInviteLink: (code, userId) => writer.call("revokeInviteLink", { code, userId }),
    redeemInviteLink: (code, userId, at) => writer.call("redeemInviteLink", { code, userId, at }),
    findInviteLink: (code, at) => reader.call("findInviteLink", { code, at }),
    eraseEmptyRooms: (limit) => writer.call("eraseEmptyRooms", { limit }),
    openDirect: (direct) => writer.call("openDirect", direct),
    listConversations: (userId) => reader.call("listConversations", { userId }),
    listRooms: (userId, page) => pageReader().call("listRooms", { userId, page }),
    listMembers: (conversationId, userId, page) => pageReader().call("listMembers", { conversationId, userId, page }),

    appendMessage: (message) => writer.call("appendMessage", message),
    editMessage: (edit) => writer.call("editMessage", edit),
    deleteMessage: (target) => writer.call("deleteMessage", target),
    react: (reaction) => writer.call("react", reaction),
    unreact: (reaction) => writer.call("unreact", reaction),
    pin: (target) => writer.call("pin", target),
    unpin: (target) => writer.call("unpin", target),
    listPins: (conversationId, userId) => pageReader().call("listPins", { conversationId, userId }),
    listReactors: (reaction, page) => pageReader().call("listReactors", { ...reaction, page }),
    listMentions: (userId, page) => pageReader().call("listMentions", { userId, page }),
    search: (request) => (end === undefined ? searchIndex.search(request) : Promise.reject(new ShoalError("unavailable"))),
    markRead: (conversationId, userId, seq, at) => writer.call("markRead", { conversationId, userId, seq, at }),
    readAll: (userId, at) => writer.call("readAll", { userId, at }),
    configure: (change) => writer.call("configure", change),
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

    subscribePush: (subscription) => writer.call("subscribePush", subscription),
    unsubscribePush: (endpoint, userId) => writer.call("unsubscribePush", { endpoint, userId }),
    listPushTargets: (query) => pageReader().call("listPushTargets", query),
    findPushTarget: (conversationId, since, sessionId) =>
      pageReader().call("findPushTarget", { conversationId, since, sessionId }),

    close() {
      end ??= stopThreads(threads, pages).finally(() => lock.release());
      return end;
    },
  };
}
