import { join } from "node:path";
import { AT, newGuest, OpenStorage } from "../../../../test/contract/storage/subject.ts";
import { FakeClock } from "../../../../test/support/fake-clock.ts";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { limits } from "../../../protocol/limits.ts";
import type { Person } from "../../../protocol/people.ts";
import { createFiles } from "../../../server/files/files.ts";
import { type FileStore, openFileStore } from "../../../server/files/open-file-store.ts";
import { pngOf } from "../../../server/files/testing/samples.ts";
import { openPostgresStorage } from "../../../server/storage/postgres/postgres-storage.ts";
import { SqliteDatabase } from "../../../server/storage/sqlite/database.ts";
import { openIndexDatabase } from "../../../server/storage/sqlite/search/index-database.ts";
import { Indexer } from "../../../server/storage/sqlite/search/indexer.ts";
import { openSqliteStorage } from "../../../server/storage/sqlite/sqlite-storage.ts";
import { BlobDeletions } from "../../../server/storage/sqlite/start/backup-locks.ts";
import type { Place } from "../../stored-data.ts";

interface Opened {
  readonly shoal: OpenStorage;
  readonly store: FileStore;
  readonly folder: { readonly path: string } & AsyncDisposable;
  readonly isPostgres: boolean;
}

/** A data folder with a storage and files at work in it. */
export class EventfulFolder implements AsyncDisposable {
  readonly clock = new FakeClock(AT);
  readonly shoal: OpenStorage;
  readonly files: ReturnType<typeof createFiles>;
  readonly path: string;
  readonly #folder: AsyncDisposable;

  readonly #store: FileStore;
  readonly #isPostgres: boolean;

  private constructor({ shoal, store, folder, isPostgres }: Opened) {
    this.shoal = shoal;
    this.path = folder.path;
    this.#folder = folder;
    this.#store = store;
    this.#isPostgres = isPostgres;
    this.files = createFiles({
      storage: shoal.storage,
      ...store,
      deletions: BlobDeletions.open(folder.path),
      clock: this.clock,
      uploadBytesMax: () => limits.uploadBytesMax,
    });
  }

  /** With a PostgreSQL the folder stays empty. */
  static async open({ storageUrl }: Pick<Place, "storageUrl"> = {}): Promise<EventfulFolder> {
    const folder = await temporaryFolder();
    const shoal = await OpenStorage.at({
      open: (onCommit) =>
        storageUrl === undefined
          ? openSqliteStorage({ folder: folder.path, onCommit })
          : openPostgresStorage({ url: storageUrl, onCommit }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
    const store = await openFileStore({ folder: join(folder.path, "files"), storageUrl });
    return new EventfulFolder({ shoal, store, folder, isPostgres: storageUrl !== undefined });
  }

  get storage(): OpenStorage["storage"] {
    return this.shoal.storage;
  }

  /** A guest, and the id of their session. */
  async signUp(nickname: string): Promise<{ readonly person: Person; readonly sessionId: string }> {
    const guest = newGuest(nickname);
    await this.storage.createGuest(guest);
    return { person: guest.user, sessionId: guest.session.id };
  }

  /** A complete file of the user that no message names yet. */
  async upload(user: Person, name = "fish.png"): Promise<string> {
    const { uploads } = this.files;
    const bytes = name.endsWith(".png") ? pngOf() : new TextEncoder().encode(`the text of ${name}`);
    const id = await uploads.create(user.id, { name, type: "application/octet-stream", byteLength: bytes.length });
    await uploads.append(id, user.id, { offset: 0, byteLength: bytes.length, chunks: once(bytes) });
    return id;
  }

  /** Erases, clears and deletes what is due, as housekeeping does. */
  async tidy(): Promise<void> {
    const { storage } = this;
    const at = this.clock.now();
    while ((await storage.eraseDeletedUsers(100, at)).isBehind);
    while ((await storage.clearDeletedRooms(50, at)) === 50);
    while ((await storage.eraseEmptyRooms(50)) === 50);
    await this.files.housekeeping.tidy();
  }

  /** Closes the storage, and brings the search index up to date, as the server's thread does it. */
  async close(): Promise<void> {
    const { epoch } = this.storage;
    await this.shoal[Symbol.asyncDispose]();
    await this.#store.close();
    if (this.#isPostgres) return;
    const database = new SqliteDatabase(join(this.path, "shoal.db"));
    const index = openIndexDatabase(join(this.path, "search.db"), epoch);
    const indexer = new Indexer(database, index);
    while (indexer.step().isBehind);
    index.close();
    database.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shoal[Symbol.asyncDispose]();
    await this.#store.close();
    await this.#folder[Symbol.asyncDispose]();
  }
}

async function* once(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield bytes;
}
