import type { Database } from "../database.ts";
import { serve } from "../threads/serve.ts";
import { runBatch } from "./batch.ts";
import { writeVerbs } from "./verbs.ts";
import { openWriterDatabase } from "./writer-database.ts";

const CHECKPOINT_FRAMES = 4_000; // 16 MiB of WAL: fewer would write hot pages to the file again and again

serve((file) => {
  const database = openWriterDatabase(file);
  return {
    run: (calls) => runBatch(database, writeVerbs, calls),
    afterAnswer: () => checkpointWhenDue(database),
    close: () => database.close(),
  };
});

/**
 * Copies the WAL into the file, but only after the batch was answered: what SQLite does by itself at the end of a commit
 * would keep those who wait for it waiting for a second and much longer fsync.
 * (NOOP only counts. A SQLite before 3.51 takes it for PASSIVE: slower, and as safe.)
 */
function checkpointWhenDue(database: Database): void {
  const wal = database.one<{ log: number; checkpointed: number }>("PRAGMA wal_checkpoint(NOOP)");
  if (wal && wal.log - wal.checkpointed >= CHECKPOINT_FRAMES) database.one("PRAGMA wal_checkpoint(PASSIVE)");
}
