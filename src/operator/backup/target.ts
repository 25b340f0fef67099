import { closeSync, existsSync, openSync, realpathSync, renameSync, statSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { isatty } from "node:tty";
import { syncFolder } from "../../server/files/folder-blobs.ts";
import { DRAFT_ENDING } from "../../server/storage/sqlite/start/backup-drafts.ts";
import { OperatorError } from "../operator-error.ts";
import { SyncedOutput } from "./synced-output.ts";

/** Where a backup goes. */
export interface BackupTarget {
  /** What it is called in sentences. */
  readonly label: string;
  /** The folder of the file; undefined for standard output. */
  readonly folder: string | undefined;
  /** What is written first; undefined for standard output. */
  readonly draft: string | undefined;
  /** Gives `write` the output, and answers its bytes. The file has its name when all of it is on the disk, and not before. */
  write(write: (output: WritableStream<Uint8Array>) => Promise<void>): Promise<number>;
}

const STANDARD_OUTPUT = 1;

/** `-` is standard output. Throws `OperatorError` for what cannot take a backup. */
export function openTarget(file: string, dataFolder: string): BackupTarget {
  return file === "-" ? standardOutput() : fileTarget(resolve(file), dataFolder);
}

function standardOutput(): BackupTarget {
  if (isatty(STANDARD_OUTPUT)) {
    throw new OperatorError("A backup is not for a terminal; name a file, or send standard output to another program.");
  }
  return {
    label: "standard output",
    folder: undefined,
    draft: undefined,
    write: (write) => writeTo(STANDARD_OUTPUT, write),
  };
}

function fileTarget(file: string, dataFolder: string): BackupTarget {
  const folder = dirname(file);
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found?.isDirectory()) throw new OperatorError(`There is no folder ${folder}; make it, or name another file.`);
  // Under a name of the data folder the backup would take the place of what it copies.
  if (`${realpathSync(folder)}${sep}`.startsWith(`${realpathSync(dataFolder)}${sep}`)) {
    throw new OperatorError(`${file} is in the data folder; name a file elsewhere, best on another disk.`);
  }
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) {
    throw new OperatorError(`${file} is there and no file; name another one, or "-" for standard output.`);
  }
  const draft = join(folder, `${basename(file)}${DRAFT_ENDING}`);
  if (existsSync(draft)) throw new OperatorError(`${draft} is there, where the backup would be written first; move it away.`);
  return {
    label: file,
    folder,
    draft,
    async write(write) {
      const descriptor = openSync(draft, "wx", 0o600);
      try {
        const byteLength = await writeTo(descriptor, write);
        renameSync(draft, file);
        await syncFolder(folder).catch(ignoreUnsupported);
        return byteLength;
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

async function writeTo(descriptor: number, write: (output: WritableStream<Uint8Array>) => Promise<void>): Promise<number> {
  const output = new SyncedOutput(descriptor);
  await write(new WritableStream(output, { highWaterMark: 1 }));
  return output.byteLength;
}

/** Some network file systems cannot sync a folder. */
function ignoreUnsupported(error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "EINVAL" && code !== "ENOTSUP") throw error;
}
