import { openFileStore } from "../../src/server/files/open-file-store.ts";

// One file goes into a place and comes back, in a process of its own: `file-traffic.ts MEBIBYTES FOLDER [FILES_URL] [STORAGE_URL]`. It prints the figures as JSON.

const MEBIBYTE = 1024 ** 2;
/** As the runtime hands over what a client uploads. */
const CHUNK_BYTES = 64 * 1024;
const [mebibytes = "1", folder = "", filesUrl, storageUrl] = process.argv.slice(2);
const byteLength = Number(mebibytes) * MEBIBYTE;
const chunk = crypto.getRandomValues(new Uint8Array(CHUNK_BYTES));
const { blobs, close } = await openFileStore({ folder, filesUrl: filesUrl || undefined, storageUrl: storageUrl || undefined });

async function* chunks(count: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let index = 0; index < count; index += 1) yield chunk.slice();
}

await blobs.append("f_warm", 0, chunks(16));
const before = process.memoryUsage.rss();
let most = before;
const timer = setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss());
}, 20);

const writtenAt = performance.now();
await blobs.append("f_file", 0, chunks(byteLength / CHUNK_BYTES));
const writeSeconds = (performance.now() - writtenAt) / 1000;
const readAt = performance.now();
const blob = await blobs.open("f_file");
let bytesRead = 0;
if (blob !== undefined) for await (const piece of blob.stream()) bytesRead += piece.length;
const readSeconds = (performance.now() - readAt) / 1000;
clearInterval(timer);
if (bytesRead !== byteLength) throw new Error(`${bytesRead} bytes came back.`);
await close();
process.stdout.write(
  JSON.stringify({ written: byteLength / writeSeconds, read: byteLength / readSeconds, growth: most - before }),
);
process.exit(0);
