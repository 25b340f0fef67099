import { statSync } from "node:fs";
import { fileIdOf, pictureOf, uploadOf } from "../../../server/files/blob-names.ts";
import { isNeeded } from "../../../server/files/housekeeping.ts";
import { listFileStates } from "../../../server/storage/sql/read/files.ts";
import type { KeptFiles } from "../../kept-files.ts";
import { Progress } from "../../progress.ts";
import type { Check, CheckContext } from "../check-context.ts";
import { jsonOf } from "../logs/contents.ts";

const ROWS_PER_PAGE = 500;
/** A younger blob may be of an upload whose record was not there yet when it was looked for, or is about to be deleted. */
const SETTLED_AFTER_MS = 60 * 60 * 1000;

/**
 * The bytes of files and their records. The folder and the database are no one moment: what looks wrong is asked for once more, and what is younger than an hour
 * may be on its way.
 */
export const filesCheck: Check = {
  name: "files",
  label: "Looking at files",
  async run(context) {
    const { database } = context.stored;
    const all = database.one<{ count: number }>("SELECT count(*) AS count FROM files");
    using progress = new Progress({ label: this.label, total: all?.count ?? 0 });
    await checkBlobs(context);
    await checkRecords(context, (files) => progress.add(files));
    await checkPictures(context);
  },
};

interface FileRecord {
  readonly id: string;
  readonly byteLength: number;
  readonly uploadLength: number;
  readonly completedAt: number | null;
}

async function checkRecords(context: CheckContext, onRead: (files: number) => void): Promise<void> {
  const { database } = context.stored;
  let after = "";
  for (;;) {
    const rows = database.all<FileRecord>(
      `SELECT id, byte_length AS byteLength, upload_length AS uploadLength, completed_at AS completedAt FROM files WHERE id > ? ORDER BY id LIMIT ?`,
      ...([after, ROWS_PER_PAGE] as const),
    );
    for (const record of rows) await checkRecord(context, record);
    context.checked.files += rows.length;
    onRead(rows.length);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

async function checkRecord(
  { stored: { database, files }, findings }: CheckContext,
  { id, byteLength, completedAt, uploadLength }: FileRecord,
): Promise<void> {
  const isComplete = completedAt !== null;
  const bytes = await bytesOf(files, isComplete ? id : uploadOf(id));
  if (isComplete ? bytes === byteLength : bytes === undefined || bytes <= uploadLength) return;
  // It may have been deleted meanwhile, or have become a picture.
  const [now] = database.all<{ completedAt: number | null }>("SELECT completed_at AS completedAt FROM files WHERE id = ?", id);
  if (now === undefined || (now.completedAt !== null) !== isComplete) return;
  if (bytes === undefined) findings.add("missing-blob", `The bytes of the file ${id} are missing (${files.placeOf(id)})`);
  else if (isComplete) findings.add("wrong-blob-length", `The file ${id} has ${bytes} bytes, and its record says ${byteLength}`);
  else
    findings.add("wrong-blob-length", `The upload ${id} has ${bytes} bytes, more than the ${uploadLength} that were announced`);
}

async function checkPictures({ stored: { database, files }, findings }: CheckContext): Promise<void> {
  const sources = [
    "SELECT picture AS id, 'the user ' || id AS owner FROM users WHERE picture > ? ORDER BY picture LIMIT ?",
    "SELECT picture AS id, 'the room ' || (SELECT id FROM logs WHERE logs.key = rooms.key) AS owner FROM rooms WHERE picture > ? ORDER BY picture LIMIT ?",
  ];
  for (const sql of sources) {
    let after = "";
    for (;;) {
      const rows = database.all<{ id: string; owner: string }>(sql, after, ROWS_PER_PAGE);
      for (const { id, owner } of rows) await checkPicture(id, owner);
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last.id;
    }
  }
  const ofServer = database.one<{ value: string }>("SELECT value FROM settings WHERE name = 'picture'")?.value;
  const id = jsonOf(ofServer ?? "null");
  if (typeof id === "string") await checkPicture(id, "the server");

  async function checkPicture(id: string, owner: string): Promise<void> {
    if (((await bytesOf(files, pictureOf(id))) ?? 0) > 0) return;
    const isStill = listFileStates(database, { ids: [id] })[0]?.isPicture === true;
    if (isStill) findings.add("missing-picture", `The picture of ${owner} is missing (${files.placeOf(pictureOf(id))})`);
  }
}

/** Blobs are listed before the records are asked for, as housekeeping does it: a blob without a record is an old one. */
async function checkBlobs(context: CheckContext): Promise<void> {
  let blobIds: string[] = [];
  let unsettled = 0;
  for await (const blobId of context.stored.files.blobs.list()) {
    context.checked.blobs += 1;
    blobIds.push(blobId);
    if (blobIds.length < ROWS_PER_PAGE) continue;
    unsettled += await checkPage(context, blobIds);
    blobIds = [];
  }
  unsettled += await checkPage(context, blobIds);
  if (unsettled > 0)
    context.findings.note(
      `No record needs ${unsettled} of the blobs, and nothing tells how old they are: housekeeping deletes such blobs within an hour.`,
    );
}

/** Answers how many blobs may be of the last hour, or old. */
async function checkPage({ stored, findings, clock }: CheckContext, blobIds: readonly string[]): Promise<number> {
  const { database, files, folder } = stored;
  const states = new Map(
    listFileStates(database, { ids: [...new Set(blobIds.map(fileIdOf))] }).map((state) => [state.id, state]),
  );
  let unsettled = 0;
  for (const blobId of blobIds) {
    const id = fileIdOf(blobId);
    const state = states.get(id);
    if (isNeeded(blobId, id, state)) continue;
    const blob = await files.blobs.open(blobId);
    if (blob === undefined) continue;
    const { lastModified: changedAt } = blob;
    if (changedAt === undefined) {
      unsettled += 1;
      continue;
    }
    const isDoomed = database.one("SELECT 1 FROM doomed_blobs WHERE id = ?", id) !== undefined;
    // A record that goes, or becomes that of a picture, is a write into the database: it was needed until the last write at most.
    const wasKnown = isDoomed || state !== undefined;
    const since = wasKnown && folder !== undefined ? Math.max(changedAt, lastWriteOf(folder.databaseFile)) : changedAt;
    if (clock.now() - since < SETTLED_AFTER_MS) continue;
    const place = files.placeOf(blobId);
    if (isDoomed) findings.add("doomed-blob", `The file ${place} was deleted in Shoal, and its bytes are still on the disk`);
    else findings.add("unknown-blob", `No record needs the file ${place}`);
  }
  return unsettled;
}

async function bytesOf({ blobs }: KeptFiles, blobId: string): Promise<number | undefined> {
  return (await blobs.open(blobId))?.size;
}

function lastWriteOf(databaseFile: string): number {
  const times = [databaseFile, `${databaseFile}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.max(...times);
}
