import { type Entry, openPromise, type ZipFile } from "yauzl";
import { OperatorError } from "../../operator-error.ts";

/** The entries of a zip that are read whole, one at a time. */
export interface OpenZip extends Disposable {
  readonly names: readonly string[];
  /** Throws `OperatorError` for one that is not there. */
  text(name: string): Promise<string>;
  has(name: string): boolean;
}

const ENTRIES_MAX = 500_000;
/** Of one entry, unpacked: a day of a channel. */
const ENTRY_BYTES_MAX = 64 * 1024 * 1024;
/** Text packs to a tenth; what packs to less is made to fill the memory. */
const RATIO_MAX = 200;
const RATIO_FROM_BYTES = 1024 * 1024;

/** Throws `OperatorError` for what is no zip, and for one that is made to do harm. */
export async function openZip(path: string): Promise<OpenZip> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true }).catch((error: unknown) => {
    throw notRead(path, error);
  });
  try {
    const entries = await entriesOf(zip, path);
    return {
      names: [...entries.keys()],
      has: (name) => entries.has(name),
      text: (name) => textOf(zip, entries.get(name), `${path}: ${name}`),
      [Symbol.dispose]: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function entriesOf(zip: ZipFile, path: string): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > ENTRIES_MAX)
    throw new OperatorError(`${path} has more than ${ENTRIES_MAX} entries; import a smaller export.`);
  const entries = new Map<string, Entry>();
  await new Promise<void>((resolve, reject) => {
    zip.on("entry", (entry: Entry) => {
      const { fileName, uncompressedSize: size, compressedSize } = entry;
      const isPacked = size > RATIO_FROM_BYTES && size > compressedSize * RATIO_MAX;
      if (size > ENTRY_BYTES_MAX || isPacked) {
        reject(
          new OperatorError(
            `${path}: ${fileName} would be ${size} bytes, of ${compressedSize}; no day of a channel is. Use the export as Slack made it.`,
          ),
        );
        return;
      }
      if (!fileName.endsWith("/")) entries.set(fileName, entry);
      zip.readEntry();
    });
    zip.on("end", resolve);
    // A path that leads outside is one, too.
    zip.on("error", (error: unknown) => reject(notRead(path, error)));
    zip.readEntry();
  });
  return entries;
}

async function textOf(zip: ZipFile, entry: Entry | undefined, label: string): Promise<string> {
  if (entry === undefined) throw new OperatorError(`${label} is not there; use the export as Slack made it.`);
  try {
    const stream = await zip.openReadStreamPromise(entry);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw notRead(label, error);
  }
}

function notRead(label: string, error: unknown): unknown {
  if (error instanceof Error && "syscall" in error) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new OperatorError(`${label} cannot be read (${reason}); use the zip as Slack made it.`, { cause: error });
}
