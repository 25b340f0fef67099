import { SqliteDatabase } from "../../server/storage/sqlite/database.ts";

declare const self: Worker;

const KIBIBYTES_OF_CACHE = 16 * 1024;

// SQLite copies the whole database in one call; the thread that shows progress must not wait for it.
self.onmessage = ({ data: { from, to } }: MessageEvent<{ from: string; to: string }>) => {
  try {
    const database = new SqliteDatabase(from);
    try {
      database.run(`PRAGMA cache_size = -${KIBIBYTES_OF_CACHE}`);
      database.run("VACUUM INTO ?", to);
    } finally {
      database.close();
    }
    self.postMessage({});
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
    self.postMessage({ error: { message: error instanceof Error ? error.message : String(error), code } });
  }
};
