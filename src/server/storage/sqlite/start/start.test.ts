import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { newGuest } from "../../../../../test/contract/storage/subject.ts";
import { temporaryFolder } from "../../../../../test/support/temporary-folder.ts";
import { StorageStartError } from "../../start-error.ts";
import { openSqliteStorage } from "../sqlite-storage.ts";
import type { Migration } from "./migrations/migration.ts";
import { migrations } from "./migrations/migrations.ts";
import { prepareDatabase } from "./prepare-database.ts";

describe("start", () => {
  test("a missing folder is made, for this user alone", async () => {
    await using parent = await temporaryFolder();
    const folder = join(parent.path, "deep", "data");
    await open(folder).then((storage) => storage.close());
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test("the files are for this user alone, and a folder that was there keeps its mode", async () => {
    await using parent = await temporaryFolder();
    const folder = join(parent.path, "data");
    mkdirSync(folder, { mode: 0o755 });
    const storage = await open(folder);
    await storage.createGuest(newGuest("Ann"));
    const modes = Object.fromEntries(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]));
    await storage.close();
    expect(modes).toEqual({ "shoal.db": 0o600, "shoal.db-shm": 0o600, "shoal.db-wal": 0o600, "shoal.lock": 0o600 });
    expect(statSync(folder).mode & 0o777).toBe(0o755);
  });

  test("a clean end leaves one file with everything in it", async () => {
    await using folder = await temporaryFolder();
    const storage = await open(folder.path);
    await storage.createGuest(newGuest("Ann"));
    await storage.close();
    expect(readdirSync(folder.path).toSorted()).toEqual(["shoal.db", "shoal.lock"]);
    using database = new Database(join(folder.path, "shoal.db"), { readonly: true });
    expect(database.query("SELECT nickname FROM users").all()).toEqual([{ nickname: "Ann" }]);
  });

  test("a database from the future is refused", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "shoal.db");
    const tomorrow: Migration = { name: "tomorrow", up: () => {} };
    prepareDatabase(file, [...migrations, tomorrow]);
    const sentence = await refusalOf(folder.path);
    expect(sentence).toContain("was written by a newer version of Shoal");
    expect(sentence).toContain("start that version or a later one");
  });

  test("steps that are missing are made up, in order, and once", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "shoal.db");
    const { epoch } = prepareDatabase(file);
    const steps: Migration[] = ["second", "third"].map((name) => ({
      name,
      up: (database) => database.script(`CREATE TABLE ${name} (a)`),
    }));
    expect(prepareDatabase(file, [...migrations, ...steps])).toEqual({ epoch });
    expect(prepareDatabase(file, [...migrations, ...steps])).toEqual({ epoch });
  });

  test("a step that fails leaves the database as it was", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "shoal.db");
    prepareDatabase(file);
    const broken: Migration = {
      name: "broken",
      up(database) {
        database.script("CREATE TABLE half (a)");
        throw new Error("a mistake");
      },
    };
    expect(() => prepareDatabase(file, [...migrations, broken])).toThrow("a mistake");
    using database = new Database(file);
    expect(database.query("SELECT name FROM sqlite_schema WHERE name = 'half'").all()).toEqual([]);
  });

  test("a file that is no database is refused", async () => {
    await using folder = await temporaryFolder();
    writeFileSync(join(folder.path, "shoal.db"), "Once upon a time there was a fish. ".repeat(500));
    const sentence = await refusalOf(folder.path);
    expect(sentence).toContain("is damaged");
    expect(sentence).toContain("put the last backup in its place");
  });

  test("a database with damaged pages is refused", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "shoal.db");
    const storage = await open(folder.path);
    for (let index = 0; index < 20; index += 1) await storage.createGuest(newGuest(`guest ${index}`));
    await storage.close();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0x5a, 4096 * 2));
    expect(await refusalOf(folder.path)).toContain("is damaged");
  });

  test("another application's database is refused and stays as it is", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "shoal.db");
    using database = new Database(file);
    database.run("CREATE TABLE recipes (fish TEXT)");
    const before = readFileSync(file);
    expect(await refusalOf(folder.path)).toContain("is the database of another application");
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test("a folder that cannot be written is refused", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "a file");
    writeFileSync(file, "");
    expect(await refusalOf(join(file, "data"))).toContain("cannot be written");
  });

  test("a folder that is in use is refused, and free again after closing", async () => {
    await using folder = await temporaryFolder();
    const storage = await open(folder.path);
    expect(await refusalOf(folder.path)).toContain("Another Shoal is running on the data folder");
    await storage.close();
    await open(folder.path).then((again) => again.close());
  });

  test("a process that was killed lets go of its folder", async () => {
    await using folder = await temporaryFolder();
    const ann = newGuest("Ann");
    const storage = await open(folder.path);
    await storage.createGuest(ann);
    await storage.close();
    const program = fileURLToPath(new URL("../testing/append-until-killed.ts", import.meta.url));
    const child = Bun.spawn([process.execPath, program, folder.path, ann.user.id, "0"], { stdout: "pipe", stderr: "inherit" });
    await child.stdout.getReader().read();
    expect(await refusalOf(folder.path)).toContain("stop it, or start this one with another folder");
    child.kill("SIGKILL");
    await child.exited;
    await open(folder.path).then((again) => again.close());
  });
});

async function open(folder: string) {
  return await openSqliteStorage({ folder, onCommit: () => {} });
}

async function refusalOf(folder: string): Promise<string> {
  const refusal: unknown = await open(folder).then(
    () => "it was not refused",
    (error: unknown) => error,
  );
  if (!(refusal instanceof StorageStartError)) throw new Error(`not a StorageStartError: ${String(refusal)}`);
  expect(refusal.message).not.toContain("\n");
  return refusal.message;
}
