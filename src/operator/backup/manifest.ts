import * as v from "valibot";
import packageJson from "../../../package.json" with { type: "json" };
import { migrations } from "../../server/storage/sqlite/start/migrations/migrations.ts";
import { OperatorError } from "../operator-error.ts";

/** Of this program. An archive that older versions cannot restore has the next number. */
export const FORMAT = 1;
export const VERSION = packageJson.version;
/** Names of entries, in their order; files follow in `files/`. */
export const MANIFEST = "manifest.json";
export const DATABASE = "shoal.db";
export const FILES = "files/";
/** Small files of the data folder that go with it when they are there. */
export const keyFiles: readonly string[] = ["push-keys.json", "device-key"];

export const MANIFEST_BYTES_MAX = 64 * 1024;
export const KEY_FILE_BYTES_MAX = 64 * 1024;

const amount = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const marks = v.object({ application: v.literal("shoal"), format: v.pipe(v.number(), v.integer(), v.minValue(1)) });
const manifest = v.object({
  ...marks.entries,
  /** Of Shoal. */
  version: v.pipe(v.string(), v.maxLength(100)),
  schema: amount,
  /** The past that was copied; a restore makes another one. */
  epoch: v.string(),
  at: v.pipe(v.string(), v.isoTimestamp()),
  users: amount,
  messages: amount,
  databaseBytes: amount,
  blobs: amount,
  blobBytes: amount,
  /** Blobs that the database names and that were missing on the disk. */
  missingBlobs: amount,
});

/** What an archive says of itself, in its first entry. */
export type Manifest = v.InferOutput<typeof manifest>;

/** Throws `OperatorError` for another program's archive, and for one that only a later version understands. */
export function readManifest(text: string, label: string): Manifest {
  const json = parsed(text);
  const marked = v.safeParse(marks, json);
  if (!marked.success) throw new OperatorError(`${label} is no backup of Shoal; name one that "shoal backup" made.`);
  if (marked.output.format > FORMAT) {
    throw new OperatorError(`${label} has a format of a newer version of Shoal; restore it with that version or a later one.`);
  }
  const result = v.safeParse(manifest, json);
  if (!result.success) throw new OperatorError(`${label} is damaged (its manifest is not complete); use another copy of it.`);
  if (result.output.schema > migrations.length) {
    throw new OperatorError(
      `${label} was made by a newer version of Shoal (${result.output.version}; its schema is ${result.output.schema}, this version knows ${migrations.length}); start that version or a later one.`,
    );
  }
  return result.output;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
