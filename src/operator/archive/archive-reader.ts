import { createHash, type Hash } from "node:crypto";
import { createTarDecoder } from "modern-tar";
import { OperatorError } from "../operator-error.ts";
import { CHECKSUMS } from "./archive-writer.ts";

export interface ArchiveEntry {
  readonly name: string;
  readonly size: number;
  /** Has to be read to its end before the next entry is asked for; what is left unread is skipped, and not checked. */
  readonly body: AsyncIterable<Uint8Array>;
}

interface ArchiveOptions {
  /** What the archive is called in errors, such as its path. */
  readonly label: string;
  /** Names that may be in it. Anything else, such as a path that leads outside, ends in an error. */
  readonly isExpected: (name: string) => boolean;
}

const checksumLine = /^([0-9a-f]{64}) {2}(.+)$/;
/** Names and checksums of as many entries. */
const CHECKSUMS_BYTES_MAX = 256 * 1024 * 1024;

/**
 * The entries of an archive of `ArchiveWriter`, in their order. After the last one everything was checked against the checksums.
 * Throws `OperatorError` for what is no such archive, was cut off or is damaged: nothing that was read before may be used then.
 */
export async function* readArchive(
  source: ReadableStream<Uint8Array>,
  { label, isExpected }: ArchiveOptions,
): AsyncIterable<ArchiveEntry> {
  const found = new Map<string, string>();
  let listed: ReadonlyMap<string, string> | undefined;
  try {
    for await (const { header, body } of source.pipeThrough(createTarDecoder({ strict: true }))) {
      const { name, size, type = "file" } = header;
      if (listed !== undefined) throw damaged(label, "something follows its end");
      if (type !== "file") throw foreign(label, name);
      if (name === CHECKSUMS) {
        listed = await readChecksums(body, size, label);
        continue;
      }
      if (!isExpected(name) || found.has(name)) throw foreign(label, name);
      const hash = createHash("sha256");
      yield { name, size, body: hashed(body, hash, label) };
      found.set(name, hash.digest("hex"));
    }
  } catch (error) {
    throw found.size === 0 ? asFirstSentence(error, label) : asSentence(error, label);
  }
  if (listed === undefined) throw damaged(label, "it was cut off");
  for (const [name, checksum] of listed) {
    if (found.get(name) !== checksum) throw damaged(label, `${name} is not what was archived`);
  }
  if (listed.size !== found.size) throw damaged(label, "it has more than was archived");
}

async function* hashed(body: ReadableStream<Uint8Array>, hash: Hash, label: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of body) {
      hash.update(chunk);
      yield chunk;
    }
  } catch (error) {
    throw asSentence(error, label);
  }
}

async function readChecksums(
  body: ReadableStream<Uint8Array>,
  size: number,
  label: string,
): Promise<ReadonlyMap<string, string>> {
  if (size > CHECKSUMS_BYTES_MAX) throw damaged(label, "its list of checksums is too long");
  const lines = (await new Response(body).text()).split("\n").slice(0, -1);
  return new Map(
    lines.map((line) => {
      const [, checksum, name] = checksumLine.exec(line) ?? [];
      if (checksum === undefined || name === undefined) throw damaged(label, "its list of checksums is invalid");
      return [name, checksum];
    }),
  );
}

function damaged(label: string, detail: string): OperatorError {
  return new OperatorError(`${label} is damaged (${detail}); use another copy of it.`);
}

function foreign(label: string, name: string): OperatorError {
  return new OperatorError(
    `${label} has ${JSON.stringify(name)} in it, which Shoal did not put there; use an archive that Shoal made.`,
  );
}

/** Of what may be no archive at all. */
function asFirstSentence(error: unknown, label: string): unknown {
  const known = asSentence(error, label);
  if (known === error) return known;
  return new OperatorError(
    `${label} is damaged, or no archive of Shoal (${detailOf(error)}); decrypt and decompress it first, or use another copy of it.`,
  );
}

/** Errors of the operating system stay what they are. */
function asSentence(error: unknown, label: string): unknown {
  const isOfSystem = error instanceof Error && "syscall" in error;
  if (error instanceof OperatorError || isOfSystem) return error;
  return damaged(label, detailOf(error));
}

function detailOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}
