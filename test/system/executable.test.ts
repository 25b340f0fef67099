import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { type ReceivedEvent, ShoalClient } from "../../src/client/index.ts";
import { paths } from "../../src/protocol/http.ts";
import { migrations } from "../../src/server/storage/sqlite/start/migrations/migrations.ts";
import { MutantSource } from "../history/mutants/mutant.ts";
import { newAccount } from "../support/administration.ts";
import { eventually } from "../support/eventually.ts";
import { buildExecutable } from "../support/executables.ts";
import { enter, expectGapless, wholeHistory } from "../support/people.ts";
import { type RunningCommand, runShoal, ServerProcess } from "../support/server-process.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/temporary-folder.ts";

/** Nothing of the machine helps: no program can be found, and no variable is known. */
const environment = { PATH: "" };

/** A version with one more step of the schema. */
const later = {
  name: "a later version",
  changes: [
    {
      file: "storage/sqlite/start/migrations/migrations.ts",
      find: "\n];",
      replace: '\n  { name: "tides", up: (database) => database.run("ALTER TABLE logs ADD COLUMN tide TEXT") },\n];',
    },
  ],
};

let folder: TemporaryFolder;
/** Replaced by another version's in the test of upgrades. */
let installed: string;
let older: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  older = join(folder.path, "older");
  installed = join(folder.path, "installed");
  await buildExecutable(older);
  await install(older);
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

test("one file, without anything else of the machine, knows its version and serves the page, the SDK and the API", async () => {
  await using version = shoal(["--version"]);
  expect([await version.exited, version.stdout.trim()]).toEqual([0, packageJson.version]);
  await using server = await serve();
  for (const path of [
    "/",
    "/admin",
    "/lab",
    "/sdk/shoal.js",
    "/sdk/shoal-chat.js",
    "/api/v1/openapi.json",
    paths.health,
    "/readyz",
  ]) {
    const { status, headers } = await fetch(server.url + path);
    expect([path, status, headers.get("content-type")]).toEqual([path, 200, expect.any(String)]);
  }
  expect(await server.terminate()).toBe(0);
  expect(server.log).not.toMatch(/ (?:warn|error) /);
});

test("its threads hash passwords, search, and find everything again after a kill", async () => {
  await using server = await serve();
  const { token } = await newAccount(server, "ann");
  using client = new ShoalClient(server.url, { token });
  await client.ready();
  const { seq } = await client.send("lobby", "the tide is high");
  await eventually(async () => expect((await client.search("tide")).results).toHaveLength(1));
  await server.kill9();
  await server.restart();
  await client.ready();
  expect((await client.send("lobby", "still here")).seq).toBe(seq + 1);
  await server.kill9();
  await using check = shoal(["check", "--data", server.dataFolder]);
  expect([await check.exited, check.stdout]).toEqual([0, expect.stringContaining("All is right.")]);
});

test("it talks and inspects, too, and what the folder holds from which it is called changes nothing", async () => {
  await using server = await serve();
  const calledFrom = join(folder.path, "called-from");
  await mkdir(calledFrom);
  await writeFile(join(calledFrom, ".env"), "SHOAL_NAME=changed\n");
  await writeFile(join(calledFrom, "bunfig.toml"), 'preload = ["./missing.ts"]\n');
  await using chat = shoal(["chat", server.url, "--nickname", "ben"], { folder: calledFrom, input: "hello\n" });
  expect([await chat.exited, chat.stderr]).toEqual([0, ""]);
  using ann = await enter(server.url, "ann");
  expect((await wholeHistory(ann, "lobby")).map(textOf)).toContain("hello");
  await using inspection = shoal(["inspect", `${server.url}/healthz`], { folder: calledFrom });
  await inspection.says(/HTTP\/1\.1 200 OK/);
});

test("two builds of one source are the same to the byte", async () => {
  const again = join(folder.path, "another-folder", "another-name");
  await buildExecutable(again);
  expect(await hashOf(again)).toBe(await hashOf(older));
  expect(await readdir(join(folder.path, "another-folder"))).toEqual(["another-name"]);
});

test("a server is upgraded in its place and loses nothing; going back is refused with the cure, and the cure works", async () => {
  await using source = await MutantSource.create(later);
  const newer = join(folder.path, "newer");
  await buildExecutable(newer, source.root);
  await using server = await serve();
  using ann = await enter(server.url, "ann");
  await ann.client.send("lobby", "before the backup");
  const backup = join(folder.path, "before.tar");
  await using backingUp = shoal(["backup", backup, "--data", server.dataFolder]);
  expect(await backingUp.exited).toBe(0);
  await ann.client.send("lobby", "before the upgrade");

  await install(newer); // beneath the running server
  expect(await server.terminate()).toBe(0);
  const pending = ann.client.send("lobby", "during the upgrade");
  await server.restart();
  await pending;
  await ann.isLive();
  await ann.client.send("lobby", "after the upgrade");
  const texts = ["before the backup", "before the upgrade", "during the upgrade", "after the upgrade"];
  await eventually(() => expect(ann.texts("lobby")).toEqual(texts));
  expectGapless(await wholeHistory(ann, "lobby"));
  expect(server.log).toContain(`schema=${migrations.length + 1}`);

  await server.terminate();
  await install(older);
  await using refused = shoal(["serve", "--port", "0", "--data", server.dataFolder]);
  expect([await refused.exited, refused.stderr]).toEqual([
    1,
    expect.stringContaining("restore the backup from before the upgrade"),
  ]);
  const restoredFolder = join(folder.path, "restored");
  await using restoring = shoal(["restore", backup, "--data", restoredFolder]);
  expect(await restoring.exited).toBe(0);
  await using restored = shoal(["serve", "--port", String(server.port), "--data", restoredFolder]);
  await restored.says(/Shoal is at http/);
  await ann.isLive();
  await eventually(() => expect(ann.gaps.length).toBeGreaterThan(0));
  expect((await wholeHistory(ann, "lobby")).map(textOf).filter(Boolean)).toEqual(["before the backup"]);
});

function serve(): Promise<ServerProcess> {
  return ServerProcess.start({ executable: installed, environment });
}

function shoal(parameters: readonly string[], options: { folder?: string; input?: string } = {}): RunningCommand {
  return runShoal(parameters, { executable: installed, environment: { ...environment, HOME: folder.path }, ...options });
}

/** As `docs/operating.md` says: the new file takes the place of the old one in one step. */
async function install(executable: string): Promise<void> {
  const draft = `${installed}.part`;
  await Bun.write(draft, Bun.file(executable), { mode: 0o755 });
  await rename(draft, installed);
}

function textOf(event: ReceivedEvent): string | undefined {
  return event.type === "message" ? event.text : undefined;
}

async function hashOf(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}
