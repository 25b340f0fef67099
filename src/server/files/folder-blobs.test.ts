import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";
import { blobsContract } from "../../../test/contract/blobs.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { FolderBlobs } from "./folder-blobs.ts";

blobsContract("blobs in a folder", async () => {
  const folder = await temporaryFolder();
  const files = join(folder.path, "files");
  return { ...folder, open: () => FolderBlobs.open(files), appending: { arguments: [files] } };
});

test("blobs are for this user alone, in subfolders of two characters", async () => {
  await using folder = await temporaryFolder();
  const files = join(folder.path, "files");
  const blobs = await FolderBlobs.open(files);
  await blobs.append("f_abcdef.upload", 0, nothing());
  const modeOf = (...parts: string[]): number => statSync(join(files, ...parts)).mode & 0o777;
  expect([modeOf(), modeOf("ef"), modeOf("ef", "f_abcdef.upload")]).toEqual([0o700, 0o700, 0o600]);
});

async function* nothing(): AsyncGenerator<Uint8Array<ArrayBuffer>> {}
