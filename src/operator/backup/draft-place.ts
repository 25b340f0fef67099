import { join } from "node:path";
import { bytesText } from "../../cli/admin/amounts.ts";
import { DATABASE_DRAFT, DRAFT_ENDING } from "../../server/storage/sqlite/start/backup-drafts.ts";
import { areOnOneDisk, freeBytes, ROOM_LEFT_BYTES } from "../free-room.ts";
import { OperatorError } from "../operator-error.ts";
import type { BackupTarget } from "./target.ts";

/** Bytes of a data folder that an archive of it has. */
export interface Need {
  readonly databaseBytes: number;
  readonly fileBytes: number;
}

/**
 * Where the database is copied to: into the data folder, or beside the target where only that disk has room for it. Throws `OperatorError` where the disks do not
 * have room for the copy and the archive.
 */
export function draftOfDatabase(data: string, target: BackupTarget, { databaseBytes, fileBytes }: Need): string {
  const inData = join(data, DATABASE_DRAFT);
  const archiveBytes = databaseBytes + fileBytes;
  if (target.folder === undefined || target.draft === undefined) {
    requireRoom(data, databaseBytes, "a copy of the database");
    return inData;
  }
  if (areOnOneDisk(data, target.folder)) {
    requireRoom(target.folder, databaseBytes + archiveBytes, "the backup and a copy of the database");
    return inData;
  }
  if (hasRoom(data, databaseBytes)) {
    requireRoom(target.folder, archiveBytes, "the backup");
    return inData;
  }
  requireRoom(target.folder, databaseBytes + archiveBytes, "the backup and a copy of the database");
  return `${target.draft.slice(0, -DRAFT_ENDING.length)}.db${DRAFT_ENDING}`;
}

function hasRoom(folder: string, byteLength: number): boolean {
  return freeBytes(folder) >= byteLength + ROOM_LEFT_BYTES;
}

function requireRoom(folder: string, byteLength: number, what: string): void {
  if (hasRoom(folder, byteLength)) return;
  throw new OperatorError(
    `The disk of ${folder} has ${bytesText(freeBytes(folder))} left, and ${what} needs ${bytesText(byteLength + ROOM_LEFT_BYTES)}; make room there, or name a file on another disk.`,
  );
}
