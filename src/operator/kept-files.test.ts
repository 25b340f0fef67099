import { afterAll, expect, test } from "bun:test";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { S3Server } from "../../test/support/s3-server.ts";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { blobPath, FolderBlobs } from "../server/files/folder-blobs.ts";
import { openFileStore } from "../server/files/open-file-store.ts";
import { backUp } from "./backup/back-up.ts";
import { restore } from "./backup/restore.ts";
import { fillReef } from "./backup/testing/reef.ts";
import { checkDataFolder } from "./check/check-data-folder.ts";
import { filesCheck } from "./check/files/files-check.ts";
import { exportTo } from "./moving/export-command.ts";
import { importFrom } from "./moving/import-command.ts";

const names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;
const before = names.map((name) => [name, process.env[name]] as const);
afterAll(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

test("with files in a bucket a folder is checked, backed up, restored, exported and imported with them", async () => {
  await using folder = await temporaryFolder();
  await using bucket = await S3Server.start();
  Object.assign(process.env, bucket.environment);
  const [data, restored, imported] = ["data", "restored", "imported"].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(data, { mode: 0o700 });
  const { fileId } = await fillReef(data);
  const filesUrl = bucket.urlOf("reef");
  const { blobs } = await openFileStore({ folder: "", filesUrl });
  const local = FolderBlobs.at(join(data, "files"));
  for await (const id of local.list()) await blobs.append(id, 0, chunksOf(await local.open(id)));
  rmSync(join(data, "files"), { recursive: true });
  const kindsOf = async (path: string, url?: string) =>
    (await checkDataFolder(path, { filesUrl: url, families: [filesCheck] })).problems.map(({ kind }) => kind);
  expect(await kindsOf(data, filesUrl)).toEqual([]);
  expect(await kindsOf(data)).toEqual(["missing-blob"]);

  const archive = join(folder.path, "backup.tar");
  expect(await backUp(archive, { data, filesUrl, isQuiet: true })).toBe(0);
  expect(await restore(archive, { data: restored, isQuiet: true })).toBe(0);
  expect(readFileSync(blobPath(join(restored, "files"), fileId), "utf8")).toBe("a photo of the reef");

  const moved = join(folder.path, "moved.tar");
  const otherUrl = bucket.urlOf("other");
  expect(await exportTo(moved, { data, filesUrl })).toBe(0);
  expect(await importFrom(moved, { data: imported, filesUrl: otherUrl, from: "shoal" })).toBe(0);
  expect(await kindsOf(imported, otherUrl)).toEqual([]);
  const texts = [...bucket.objects].flatMap(([key, bytes]) => (key.startsWith("other/") ? [Buffer.from(bytes).toString()] : []));
  expect(texts).toContain("a photo of the reef");

  await blobs.append("f_of-no-one", 0, chunksOf(new Blob(["left"])));
  expect(await kindsOf(data, filesUrl)).toEqual(["unknown-blob"]);
});

async function* chunksOf(
  blob: { bytes(): Promise<Uint8Array<ArrayBuffer>> } | undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (blob !== undefined) yield await blob.bytes();
}
