import { Database } from "bun:sqlite";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { uploadFile } from "../../../src/client/index.ts";
import { type Account, Refused } from "../adapter.ts";
import { refusals } from "./sdk-client.ts";

/** An upload that takes longer is given up: it would wait for the end of a fault. */
const UPLOAD_WITHIN_MS = 4_000;

export async function upload(url: string, { token }: Account, text: string): Promise<string> {
  const signal = AbortSignal.timeout(UPLOAD_WITHIN_MS);
  try {
    return await refusals(uploadFile(url, new Blob([text]), { token, name: "tide.txt", signal }));
  } catch (error) {
    if (signal.aborted) throw new Refused("unavailable", false);
    throw error;
  }
}

/** Blobs without a record, and what is left beside a complete file [P80c] [P85b]. */
export async function strayFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, "files"), { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const database = new Database(join(folder, "shoal.db"), { readonly: true });
  try {
    const record = database.query<{ isComplete: number }, [string]>(
      "SELECT completed_at IS NOT NULL AS isComplete FROM files WHERE id = ?",
    );
    return names.filter((name) => {
      const [id = "", part] = name.split(".");
      const known = record.get(id);
      return known === null || (known.isComplete === 1 && part !== undefined && part !== "preview");
    });
  } finally {
    database.close();
  }
}
