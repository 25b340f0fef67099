import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { closeToOthers } from "./private-folder.ts";

test("a data folder that was restored by hand is closed to others, and so is everything of Shoal's in it", async () => {
  await using parent = await temporaryFolder();
  const folder = open(parent.path, "data");
  for (const name of ["shoal.db", "search.db-wal", "push-keys.json", "device-key.draft"]) openFile(folder, name);
  open(folder, "files");
  closeToOthers(folder);
  const paths = ["", "shoal.db", "search.db-wal", "push-keys.json", "device-key.draft", "files"];
  expect(paths.map((path) => modeOf(join(folder, path)))).toEqual([0o700, 0o600, 0o600, 0o600, 0o600, 0o700]);
});

test("a folder in which other things lie stays open, and so do those", async () => {
  await using parent = await temporaryFolder();
  const folder = open(parent.path, "home");
  openFile(folder, "shoal.db");
  openFile(folder, "letter.txt");
  closeToOthers(folder);
  expect(["", "shoal.db", "letter.txt"].map((path) => modeOf(join(folder, path)))).toEqual([0o777, 0o600, 0o666]);
});

test("a folder that all users share stays open even while it is empty", async () => {
  await using parent = await temporaryFolder();
  const folder = open(parent.path, "tmp");
  chmodSync(folder, 0o1777);
  closeToOthers(folder);
  expect(modeOf(folder)).toBe(0o1777);
});

test("a missing folder is left to what makes it", async () => {
  await using parent = await temporaryFolder();
  closeToOthers(join(parent.path, "missing"));
});

function open(parent: string, name: string): string {
  const path = join(parent, name);
  mkdirSync(path);
  chmodSync(path, 0o777);
  return path;
}

function openFile(folder: string, name: string): void {
  const path = join(folder, name);
  writeFileSync(path, "");
  chmodSync(path, 0o666);
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o7777;
}
