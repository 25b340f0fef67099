import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { OperatorError } from "../operator-error.ts";

/** Where an export goes. */
export interface Output {
  readonly target: WritableStream<Uint8Array>;
  /** For what has to wait on the disk meanwhile. */
  readonly spoolFolder: string;
  /** From now on the file has its name, all of it on the disk. */
  finish(): void;
  /** Leaves nothing. */
  discard(): void;
}

const FILE_MODE = 0o600;

/** A file, which has its name only when it is complete, or standard output (`-`). Throws `OperatorError` for a name that is taken. */
export function openOutput(path: string): Output {
  return path === "-" ? standardOutput() : fileOutput(path);
}

function standardOutput(): Output {
  if (process.stdout.isTTY)
    throw new OperatorError("An archive is not for a terminal; name a file, or send the output into one.");
  const target = new WritableStream<Uint8Array>({
    write: (chunk) =>
      new Promise((resolve, reject) => process.stdout.write(chunk, (error) => (error ? reject(error) : resolve()))),
  });
  return { target, spoolFolder: tmpdir(), finish() {}, discard() {} };
}

function fileOutput(path: string): Output {
  if (existsSync(path)) throw new OperatorError(`${path} is there already; choose another name, or move it away.`);
  const part = `${path}.${process.pid}.part`;
  const file = openSync(part, "wx", FILE_MODE);
  const target = new WritableStream<Uint8Array>({
    write(chunk) {
      for (let written = 0; written < chunk.length; ) written += writeSync(file, chunk, written);
    },
  });
  return {
    target,
    spoolFolder: dirname(path),
    finish() {
      fsyncSync(file);
      closeSync(file);
      renameSync(part, path);
    },
    discard() {
      closeSync(file);
      rmSync(part, { force: true });
    },
  };
}
