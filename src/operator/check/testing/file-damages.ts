import { Database } from "bun:sqlite";
import { mkdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Damage } from "./damage.ts";
import type { Scene } from "./scene.ts";

const PAGE_BYTES = 4096;
/** Of files that are older than what may be on its way. */
const LONG_AGO = new Date(0);

export function blobPath({ path }: Pick<Scene, "path">, blobId: string): string {
  return join(path, "files", (blobId.split(".")[0] ?? "").slice(-2), blobId);
}

function put(scene: Scene, blobId: string): void {
  const path = blobPath(scene, blobId);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "bytes");
  utimesSync(path, LONG_AGO, LONG_AGO);
}

/** Runs SQL in the index, and lets go of it. */
function inIndex({ path }: Scene, ...statements: readonly string[]): void {
  const index = new Database(join(path, "search.db"));
  for (const statement of statements) index.run(statement);
  index.close();
}

/** The first page of a table, as a disk may lose it. */
export function loseRoot(file: string, table: string): void {
  const database = new Database(file);
  const { page } = database.query("SELECT rootpage AS page FROM sqlite_schema WHERE name = ?").get(table) as { page: number };
  database.close();
  writeFileSync(file, readFileSync(file).fill(0, (page - 1) * PAGE_BYTES, page * PAGE_BYTES));
}

const rowOf = (seq: number) => `(SELECT first_row + ${seq} - first_seq FROM spans WHERE log_key = 1)`;

export const fileDamages: readonly Damage[] = [
  {
    name: "the bytes of a file are missing",
    kinds: ["missing-blob"],
    place: ({ file }) => file,
    plant: (scene) => rmSync(blobPath(scene, scene.file)),
  },
  {
    name: "a file is too short",
    kinds: ["wrong-blob-length"],
    place: ({ file }) => file,
    plant: (scene) => truncateSync(blobPath(scene, scene.file), 3),
  },
  {
    name: "a picture is missing",
    kinds: ["missing-picture"],
    place: ({ ann }) => ann.id,
    plant: (scene) => rmSync(blobPath(scene, `${scene.picture}.picture`)),
  },
  {
    name: "bytes are of no record",
    kinds: ["unknown-blob"],
    place: () => "f_of-no-one",
    plant: (scene) => put(scene, "f_of-no-one"),
  },
  {
    name: "a deleted file stays",
    kinds: ["doomed-blob"],
    place: () => "f_doomed",
    plant(scene, database) {
      database.run("INSERT INTO doomed_blobs VALUES ('f_doomed')");
      put(scene, "f_doomed");
    },
  },
  {
    name: "a message does not name its file",
    kinds: ["wrong-file", "wrongly-indexed-message"],
    place: ({ withFile }) => `seq ${withFile} of the log lobby`,
    plant: ({ withFile }, database) =>
      void database.run("UPDATE events SET details = NULL WHERE log_key = 1 AND seq = ?", [withFile]),
  },
  {
    name: "a file is of no message",
    kinds: ["wrong-file"],
    place: ({ withFile }) => `seq ${withFile} of the log lobby`,
    plant: (_, database) => void database.run("UPDATE files SET log_key = NULL, seq = NULL"),
  },
];

export const searchDamages: readonly Damage[] = [
  {
    name: "a message is not indexed",
    kinds: ["wrongly-indexed-message"],
    place: ({ plain }) => `seq ${plain} of the log lobby`,
    plant: (scene) =>
      inIndex(scene, `INSERT INTO postings (postings, rowid, tokens) VALUES ('delete', ${rowOf(scene.plain)}, 'herring')`),
  },
  {
    name: "a text is another than what is indexed",
    kinds: ["wrongly-indexed-message"],
    place: ({ plain }) => `seq ${plain} of the log lobby`,
    plant: ({ plain }, database) =>
      void database.run("UPDATE events SET body = '(removed)' WHERE log_key = 1 AND seq = ?", [plain]),
  },
  {
    name: "a deleted message is still indexed",
    kinds: ["indexed-leftover"],
    place: ({ removed }) => `seq ${removed} of the log lobby`,
    plant: (scene) => inIndex(scene, `INSERT INTO postings (rowid, tokens) VALUES (${rowOf(scene.removed)}, 'herring')`),
  },
  {
    name: "the index is damaged",
    kinds: ["damaged-index"],
    place: () => "search.db",
    plant: (scene) => loseRoot(join(scene.path, "search.db"), "postings_data"),
  },
  {
    name: "the index is no database",
    kinds: ["damaged-index"],
    place: () => "search.db",
    plant: ({ path }) => writeFileSync(join(path, "search.db"), "herring ".repeat(2_000)),
  },
];
