import { expect, test } from "bun:test";
import { zstdDecompressSync } from "node:zlib";
import { unpackTar } from "modern-tar";
import { fromBuffer, type ZipFile } from "yauzl";
import type { ArchivedFile } from "./archived-file.ts";
import { packTarZstd } from "./tar-archive.ts";
import { packZip } from "./zip-archive.ts";

const files: readonly ArchivedFile[] = [
  { path: "shoal-0.1.0/shoal", content: new Uint8Array(100_000).fill(7), isProgram: true },
  { path: "shoal-0.1.0/许可证", content: new TextEncoder().encode("MIT"), isProgram: false },
];

test("a tar archive has every file, and lets programs be started", async () => {
  const entries = await unpackTar(zstdDecompressSync(await packTarZstd(files)));
  expect(entries.map(({ header, data }) => [header.name, header.mode, header.uid, data])).toEqual([
    ["shoal-0.1.0/shoal", 0o755, 0, files[0]?.content],
    ["shoal-0.1.0/许可证", 0o644, 0, files[1]?.content],
  ]);
});

test("a zip has every file, with checksums that a reader accepts", async () => {
  const entries = await entriesOf(packZip(files));
  expect(entries).toEqual(files.map(({ path, content }) => [path, Buffer.from(content)]));
});

test("the same files make the same bytes", async () => {
  expect(await packTarZstd(files)).toEqual(await packTarZstd(files));
  expect(packZip(files)).toEqual(packZip(files));
});

async function entriesOf(archive: Uint8Array): Promise<[string, Buffer][]> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(Buffer.from(archive), { lazyEntries: true }, (error, file) => (error ? reject(error) : resolve(file))),
  );
  const entries: [string, Buffer][] = [];
  return await new Promise((resolve, reject) => {
    zip.on("error", reject);
    zip.on("end", () => resolve(entries));
    zip.on("entry", (entry) =>
      zip.openReadStream(entry, async (error, stream) => {
        if (error) return reject(error);
        entries.push([entry.fileName, Buffer.from(await new Response(stream as unknown as ReadableStream).arrayBuffer())]);
        zip.readEntry();
      }),
    );
    zip.readEntry();
  });
}
