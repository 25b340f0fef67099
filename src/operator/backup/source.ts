import { createReadStream, statSync } from "node:fs";
import { Readable } from "node:stream";
import { isatty } from "node:tty";
import { OperatorError } from "../operator-error.ts";

const STANDARD_INPUT = 0;
const READ_BYTES = 256 * 1024;

/** Where an archive is read from. */
export interface RestoreSource {
  /** What it is called in sentences. */
  readonly label: string;
  readonly stream: ReadableStream<Uint8Array>;
}

/** `-` is standard input. Throws `OperatorError` where there is no archive to be read. */
export function openSource(file: string): RestoreSource {
  if (file === "-") {
    if (isatty(STANDARD_INPUT)) {
      throw new OperatorError("A backup is not typed at a terminal; name a file, or send an archive to standard input.");
    }
    return { label: "standard input", stream: Bun.stdin.stream() };
  }
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new OperatorError(`There is no ${file}; name an archive that "shoal backup" made.`);
  if (found.isDirectory()) throw new OperatorError(`${file} is a folder; name an archive that "shoal backup" made.`);
  const stream = Readable.toWeb(createReadStream(file, { highWaterMark: READ_BYTES }));
  return { label: file, stream: stream as unknown as ReadableStream<Uint8Array> };
}
