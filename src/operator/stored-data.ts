import type { Database } from "../server/storage/sql/database.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { type KeptFiles, openKeptFiles } from "./kept-files.ts";

/** Where a server keeps everything, as its flags have it. */
export interface Place {
  readonly data: string;
  /** The PostgreSQL of the nodes: then the data folder has nothing of it. */
  readonly storageUrl?: string | undefined;
  /** The bucket with the files. */
  readonly filesUrl?: string | undefined;
}

/** What a server keeps, for reading: beside it, or without it. */
export interface StoredData extends AsyncDisposable {
  readonly database: Database;
  /** As sentences call the database. */
  readonly label: string;
  /** How many migrations it has had. */
  readonly schema: number;
  readonly files: KeptFiles;
  /** Missing where the database is PostgreSQL. */
  readonly folder: DataFolder | undefined;
  /** Everything that `work` reads is of one moment. The servers write on. */
  moment<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Throws `OperatorError`, `StorageStartError`. */
export async function openStoredData(place: Place): Promise<StoredData> {
  const opened = place.storageUrl === undefined ? openFolder(place.data) : await openPostgres(place.storageUrl);
  try {
    const files = await openKeptFiles({ dataFolder: place.data, ...place });
    return {
      ...opened,
      files,
      async [Symbol.asyncDispose]() {
        await files.close();
        opened.close();
      },
    };
  } catch (error) {
    opened.close();
    throw error;
  }
}

type Opened = Omit<StoredData, "files" | typeof Symbol.asyncDispose> & { close(): void };

function openFolder(data: string): Opened {
  const folder = openDataFolder(data);
  const { database, databaseFile, schema } = folder;
  return {
    ...{ database, schema, folder, label: databaseFile },
    async moment(work) {
      database.run("BEGIN DEFERRED");
      try {
        return await work();
      } finally {
        database.run("COMMIT");
      }
    },
    close: () => folder[Symbol.dispose](),
  };
}

async function openPostgres(url: string): Promise<Opened> {
  // Not before: its client takes memory and time that a command on a data folder has no use for.
  const { openForReading } = await import("../server/storage/postgres/open-for-reading.ts");
  const { database, schema, place } = openForReading(url);
  return {
    ...{ database, schema, folder: undefined, label: `the database ${place}` },
    moment: (work) => database.snapshotWhile(work),
    close: () => database.close(),
  };
}
