import { expect, test } from "bun:test";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import type { ImportedFile } from "../storage/file-records.ts";
import { FolderBlobs } from "./folder-blobs.ts";
import { HeldFiles } from "./held-files.ts";
import { ImportedFiles } from "./imported-files.ts";
import { pngOf } from "./testing/samples.ts";

const TEXT = "0123456789";

async function open(file: ImportedFile | undefined) {
  const folder = await temporaryFolder();
  const blobs = await FolderBlobs.open(`${folder.path}/files`);
  const holds = new HeldFiles();
  const files = new ImportedFiles({ storage: { findImportedFile: async () => file }, blobs, holds });
  const add = (offset: number, bytes: string | Uint8Array, byteLength = TEXT.length) =>
    files.add({ source: "elsewhere", foreignId: "f_one", offset, byteLength }, once(Uint8Array.from(Buffer.from(bytes))));
  return { add, blobs, holds, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

async function* once(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (bytes.length > 0) yield bytes;
}

const note: ImportedFile = { id: "f_one", isPicture: false, type: "text/plain", byteLength: TEXT.length };

test("a file comes in parts, goes on where it was, and is there when it is whole", async () => {
  await using subject = await open(note);
  const { add, blobs } = subject;
  expect(await add(0, TEXT.slice(0, 4))).toEqual({ state: "partial", offset: 4 });
  expect(await add(0, TEXT.slice(0, 4))).toEqual({ state: "partial", offset: 4 });
  expect(await blobs.size("f_one")).toBeUndefined();
  expect(await add(4, TEXT.slice(4))).toEqual({ state: "complete" });
  expect(await add(0, "")).toEqual({ state: "complete" });
  expect(await (await blobs.open("f_one"))?.slice().bytes()).toEqual(Uint8Array.from(Buffer.from(TEXT)));
});

test("a file that nothing names, one of another length and one that is not what it is called are left out", async () => {
  await using unknown = await open(undefined);
  expect(await unknown.add(0, TEXT)).toEqual({ state: "unknown" });
  await using other = await open(note);
  expect(await other.add(0, TEXT, 11)).toEqual({ state: "wrong" });
  for (const type of ["text/html", "image/png"]) {
    await using page = await open({ ...note, type });
    expect(await page.add(0, TEXT)).toEqual({ state: "wrong" });
    expect(await page.blobs.size("f_one")).toBeUndefined();
  }
});

test("more bytes than the file has are refused, and so is a file that another request works on", async () => {
  await using subject = await open(note);
  await expect(subject.add(0, `${TEXT}${TEXT}`)).rejects.toMatchObject({ code: "upload-too-large" });
  await subject.holds.hold("f_one");
  await expect(subject.add(0, TEXT)).rejects.toMatchObject({ code: "upload-locked" });
});

test("a picture has the name of a picture, and is WebP", async () => {
  const face = { id: "f_one", isPicture: true };
  await using wrong = await open(face);
  const png = pngOf();
  expect(await wrong.add(0, png, png.length)).toEqual({ state: "wrong" });
  const webp = Buffer.from("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==", "base64");
  await using subject = await open(face);
  expect(await subject.add(0, webp, webp.length)).toEqual({ state: "complete" });
  expect(await subject.blobs.size("f_one.picture")).toBe(webp.length);
});
