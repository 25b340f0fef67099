import { openFileStore } from "../../src/server/files/open-file-store.ts";
import { countedBytes } from "./counted-bytes.ts";

// Appends to a blob until it is killed: `appending.ts BLOB FOLDER [--files URL | --storage URL]`. It says how far it is when a first append has ended.

const [id = "", folder = "", flag, url] = process.argv.slice(2);
const { blobs } = await openFileStore({
  folder,
  ...(flag === "--files" && { filesUrl: url }),
  ...(flag === "--storage" && { storageUrl: url }),
});
const FIRST_BYTES = 100_000;
const CHUNK_BYTES = 300_000;

async function* chunks(from: number, count: number, length: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let chunk = 0; chunk < count; chunk += 1) yield countedBytes(from + chunk * length, length);
}

await blobs.append(id, 0, chunks(0, 1, FIRST_BYTES));
process.stdout.write(`${FIRST_BYTES}\n`);
await blobs.append(id, FIRST_BYTES, chunks(FIRST_BYTES, Number.POSITIVE_INFINITY, CHUNK_BYTES));
