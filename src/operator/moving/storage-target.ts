import { systemClock } from "../../clock.ts";
import type { Deletions } from "../../server/files/deletions.ts";
import { createFiles } from "../../server/files/files.ts";
import { Imports, LINES_PER_STEP_MAX } from "../../server/imports/imports.ts";
import { openSqliteStorage } from "../../server/storage/sqlite/sqlite-storage.ts";
import { BlobDeletions } from "../../server/storage/sqlite/start/backup-locks.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { openKeptFiles } from "../kept-files.ts";
import type { Place } from "../stored-data.ts";
import { type ImportTarget, SMALL_STEP, type StepSize } from "./target.ts";

/** No one waits: a transaction of many lines costs less than many transactions. */
const largeStep: StepSize = { lines: LINES_PER_STEP_MAX, characters: 1024 * 1024 };

/** A data folder that no server uses; it is made where it is missing. */
export async function openFolderTarget(place: Place): Promise<ImportTarget> {
  const storage = await openSqliteStorage({ folder: place.data, onCommit() {} });
  return await openTarget(storage, { place, stepSize: largeStep, deletions: () => BlobDeletions.open(place.data) });
}

/** A PostgreSQL, whether or not nodes use it meanwhile: they hear of what comes in as they hear of each other. */
export async function openNodeTarget(place: Place, url: string): Promise<ImportTarget> {
  // Not before: its client takes memory and time that an import into a data folder has no use for.
  const { openPostgresStorage } = await import("../../server/storage/postgres/postgres-storage.ts");
  const storage = await openPostgresStorage({ url, onCommit() {}, follows: () => false });
  // An import deletes no blob, and backups are Postgres' own.
  return await openTarget(storage, { place, stepSize: SMALL_STEP, deletions: () => ({ attempt: async () => false }) });
}

interface TargetSettings {
  readonly place: Place;
  readonly stepSize: StepSize;
  readonly deletions: () => Deletions;
}

async function openTarget(storage: Storage, { place, stepSize, deletions }: TargetSettings): Promise<ImportTarget> {
  try {
    const store = await openKeptFiles({ dataFolder: place.data, ...place, isReadOnly: false });
    const { blobs, holds } = store;
    const files = createFiles({ storage, blobs, holds, deletions: deletions(), clock: systemClock, uploadBytesMax: () => 0 });
    const imports = new Imports({ storage, clock: systemClock });
    return {
      stepSize,
      run: (step, input) => imports.run(step, input),
      addFile: (part, bytes) => files.importedFiles.add(part, once(bytes)),
      async [Symbol.asyncDispose]() {
        await store.close();
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (bytes.length > 0) yield new Uint8Array(bytes);
}
