import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { claimAccount, LOBBY_ID, signIn, uploadFile } from "../../src/client/index.ts";
import { eventually, pause } from "../support/eventually.ts";
import { archivedIn, writeRandomHistory } from "../support/moving.ts";
import { enter, expectGapless, Participant, wholeHistory } from "../support/people.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { SeededRandom } from "../support/random.ts";
import { runShoal, ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PASSWORD = "correct horse battery";

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await PostgresServer.start();
});
afterAll(() => postgres[Symbol.asyncDispose]());

async function shoal(...parameters: string[]): Promise<string> {
  await using command = runShoal(parameters);
  expect([await command.exited, command.stderr]).toEqual([0, command.stderr]);
  return command.stdout;
}

async function refusal(...parameters: string[]): Promise<string> {
  await using command = runShoal(parameters);
  expect([await command.exited, command.stdout]).toEqual([1, ""]);
  return command.stderr;
}

/** What a user finds after signing in: every conversation with its whole log, their files among them. */
async function seenBy(server: ServerProcess, nickname: string): Promise<unknown> {
  const signedIn = await signIn(server.url, { nickname, password: PASSWORD });
  using person = await new Participant(server.url, signedIn).isLive();
  const all: unknown[] = [];
  for (const conversation of [...person.client.conversations.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
    const { id } = conversation;
    const events = await wholeHistory(person, id);
    expectGapless(events);
    const files = events.flatMap((event) => (event.type === "message" ? (event.files ?? []) : []));
    const texts: string[] = [];
    for (const file of files) {
      const headers = { Authorization: `Bearer ${person.token}` };
      texts.push(await (await fetch(`${server.url}/api/files/${file.id}/${file.name}`, { headers })).text());
    }
    const name = conversation.kind === "room" ? conversation.name : conversation.peer.nickname;
    all.push({ id, name, events, texts });
  }
  return all;
}

test("a lively server moves into a PostgreSQL and back, and every user finds everything; what was killed goes on", async () => {
  await using folder = await temporaryFolder();
  const random = new SeededRandom();
  console.log(`SEED=${random.seed}`);
  const place = (name: string): string => join(folder.path, name);
  const storage = await postgres.createDatabase();
  await using old = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  using ann = await enter(old.url, "ann");
  using ben = await enter(old.url, "ben");
  for (const { token } of [ann, ben]) await claimAccount(old.url, PASSWORD, { token });
  const reef = await ann.client.createRoom({ name: "Reef", isPrivate: true });
  const direct = await ben.client.openDirect(ann.user.id);
  await ben.client.send(direct.id, "in private");
  const id = await uploadFile(old.url, new File(["fish"], "fish.txt", { type: "text/plain" }), { token: ann.token });
  await ann.client.send(reef.id, "of the reef", { files: [{ id, name: "fish.txt", type: "text/plain", byteLength: 4 }] });
  for (let count = 0; count < 300; count += 1) void ben.client.send(LOBBY_ID, `earlier ${count}`);
  await eventually(() => expect(ann.texts(LOBBY_ID)).toHaveLength(300));

  // The old server goes on answering while it is exported.
  let isOver = false;
  const talking = (async () => {
    for (let count = 0; !isOver; count += 1) await ben.client.send(LOBBY_ID, `meanwhile ${count}`);
  })();
  await shoal("export", place("lively.tar"), "--data", old.dataFolder, "--with-passwords");
  isOver = true;
  await talking;
  await shoal("export", place("there.tar"), "--data", old.dataFolder, "--with-passwords");

  const into = ["--storage", storage, "--with-passwords"];
  for (let kill = 0; kill < 3; kill += 1) {
    await using command = runShoal(["import", place("there.tar"), ...into]);
    await pause(random.integer(300, 1_500));
    await command.end("SIGKILL");
  }
  await shoal("import", place("there.tar"), ...into);
  expect(await shoal("check", "--storage", storage)).toContain("All is right.");
  const stats = JSON.parse(await shoal("stats", "--storage", storage, "--json"));
  expect(stats).toMatchObject({ people: { accounts: 2 }, files: [{ files: 1, fileBytes: 4 }] });
  await using node = await ServerProcess.start({ flags: ["--storage", storage] });
  for (const nickname of ["ann", "ben"]) expect(await seenBy(node, nickname)).toEqual(await seenBy(old, nickname));

  // Beside the node, and back.
  await shoal("export", place("back.tar"), "--storage", storage, "--with-passwords");
  await using home = await ServerProcess.start();
  await shoal("import", place("back.tar"), "--data", home.dataFolder, "--with-passwords");
  for (const nickname of ["ann", "ben"]) expect(await seenBy(home, nickname)).toEqual(await seenBy(old, nickname));

  expect(await refusal("new-epoch", "--storage", storage)).toContain("stop every node");
  await node.terminate();
  const epoch = async () => JSON.parse(await shoal("stats", "--storage", storage, "--json")).epoch;
  const before = await epoch();
  await eventually(async () => expect(await shoal("new-epoch", "--storage", storage)).toContain("another epoch"));
  const after = await epoch();
  expect(after).not.toBe(before);

  // After a failover nodes may run: each notices, and ends.
  await node.restart();
  await shoal("new-epoch", "--storage", storage, "--beside-nodes");
  expect(await epoch()).not.toBe(after);
  await eventually(() => expect(node.log).toContain("another epoch"));
});

test("whatever happened, a data folder is the same after it was in a PostgreSQL", async () => {
  await using folder = await temporaryFolder();
  const random = new SeededRandom();
  const place = (name: string): string => join(folder.path, name);
  const storage = await postgres.createDatabase();
  await writeRandomHistory(place("first"), random, { steps: 150, areUsersDeleted: true, isTrimmed: true });
  await shoal("export", place("first.tar"), "--data", place("first"), "--with-passwords");
  await shoal("import", place("first.tar"), "--storage", storage, "--with-passwords", "--with-roles");
  await shoal("export", place("second.tar"), "--storage", storage, "--with-passwords");
  await shoal("import", place("second.tar"), "--data", place("third"), "--with-passwords", "--with-roles");
  await shoal("export", place("third.tar"), "--data", place("third"), "--with-passwords");
  const label = `SEED=${random.seed}`;
  const first = [label, ...(await archivedIn(place("first.tar")))];
  expect([label, ...(await archivedIn(place("second.tar")))]).toEqual(first);
  expect([label, ...(await archivedIn(place("third.tar")))]).toEqual(first);
  expect(await shoal("retention", "--storage", storage, "--days", "30")).toContain("The server keeps 30 days.");
  expect(await shoal("retention", "--storage", storage)).toContain("The server keeps 30 days.");
  expect(await shoal("check", "--storage", storage)).toContain("All is right.");
});

test("what a command cannot do with a PostgreSQL is said with the cure", async () => {
  const empty = await postgres.createDatabase();
  for (const command of ["check", "stats", "new-epoch", "retention"])
    expect(await refusal(command, "--storage", empty)).toContain("There is nothing of Shoal in the database at 127.0.0.1");
  expect(await refusal("check", "--storage", "postgres://nobody:secret@127.0.0.1:1/none")).toMatch(
    /^shoal: The database at 127\.0\.0\.1:1\/none cannot be used \(.+\); check --storage and that Postgres runs\.\n$/,
  );
  for (const command of ["backup", "restore"])
    expect(await refusal(command, "-", "--storage", empty)).toContain("docs/cluster.md#backup");
  expect(await refusal("admin-link", "--data", "/nowhere")).toContain("name that of a running server or node with --data");
});
