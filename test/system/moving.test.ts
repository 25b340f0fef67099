import { expect, test } from "bun:test";
import { join } from "node:path";
import { callServer } from "../../src/cli/admin/control-call.ts";
import { LOBBY_ID, signIn } from "../../src/client/index.ts";
import { busyRooms, writeArchive } from "../../src/operator/moving/testing/made-archive.ts";
import { controlPaths } from "../../src/protocol/control.ts";
import { eventually, pause } from "../support/eventually.ts";
import { archivedIn } from "../support/moving.ts";
import { enter, expectGapless, Participant, wholeHistory } from "../support/people.ts";
import { SeededRandom } from "../support/random.ts";
import { runShoal, ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const MESSAGES = 600;
const ROOMS = 2;
const KILLS = 4;

async function shoal(...parameters: string[]): Promise<string> {
  await using command = runShoal(parameters);
  expect([await command.exited, command.stderr]).toEqual([0, command.stderr]);
  return command.stdout;
}

async function exported(dataFolder: string, folder: string, name: string): Promise<ReadonlyMap<string, string>> {
  const path = join(folder, name);
  await shoal("export", path, "--data", dataFolder, "--with-passwords");
  return await archivedIn(path);
}

test("an import that is killed again and again, and its server with it, ends as one that no one disturbed", async () => {
  const random = new SeededRandom();
  console.log(`SEED=${random.seed}`);
  await using folder = await temporaryFolder();
  const archive = await writeArchive(join(folder.path, "archive.tar"), busyRooms({ rooms: ROOMS, messages: MESSAGES }));
  const startedAt = performance.now();
  await shoal("import", archive, "--data", join(folder.path, "calm"));
  const calmMs = performance.now() - startedAt;
  const expected = await exported(join(folder.path, "calm"), folder.path, "calm.tar");

  const disturbed = join(folder.path, "disturbed");
  for (let kill = 0; kill < KILLS; kill += 1) {
    await using command = runShoal(["import", archive, "--data", disturbed]);
    await pause(random.integer(0, calmMs));
    await command.end("SIGKILL");
  }
  await shoal("import", archive, "--data", disturbed);
  expect([...(await exported(disturbed, folder.path, "disturbed.tar"))]).toEqual([...expected]);

  await using server = await ServerProcess.start();
  for (let kill = 0; kill < KILLS; kill += 1) {
    await using command = runShoal(["import", archive, "--data", server.dataFolder]);
    await pause(random.integer(0, calmMs));
    if (kill % 2 === 0) await server.kill9();
    await command.end("SIGKILL");
    if (kill % 2 === 0) await server.restart();
  }
  await shoal("import", archive, "--data", server.dataFolder);
  expect([...(await exported(server.dataFolder, folder.path, "beside.tar"))]).toEqual([...expected]);

  // The lobby that the server began with has given way to the imported one.
  using eve = await enter(server.url, "eve");
  await eve.client.send(LOBBY_ID, "new here");
  const lobby = await wholeHistory(eve, LOBBY_ID);
  expectGapless(lobby);
  expect(lobby.filter(({ type }) => type === "message")).toHaveLength(MESSAGES + 1);
});

test("a person who moved signs in, finds the rooms, pages through the history and goes on talking", async () => {
  await using folder = await temporaryFolder();
  const archive = await writeArchive(join(folder.path, "archive.tar"), busyRooms({ rooms: 1, messages: 300 }));
  await using server = await ServerProcess.start();
  // The lobby is in use: the imported one is a room of its own.
  using host = await enter(server.url, "host");
  await host.client.send(LOBBY_ID, "we are here already");
  const output = await shoal("import", archive, "--data", server.dataFolder);
  expect(output).toContain("lobby is called lobby 2 here");

  const link = (await callServer(server.dataFolder, `${controlPaths.admin}make-reset-link`, { userId: "u_ann" })) as {
    url: string;
  };
  const code = new URL(link.url).hash.split("=")[1] ?? "";
  const session = await signIn(server.url, { resetLink: code, password: "correct horse battery" });
  expect(session.user).toMatchObject({ id: "u_ann", nickname: "ann" });
  using ann = await new Participant(server.url, session).isLive();
  const names = [...ann.client.conversations.values()].map((each) => (each.kind === "room" ? each.name : ""));
  expect(names.toSorted()).toEqual(["lobby", "lobby 2", "r_room0"]);
  const log = await wholeHistory(ann, "r_room0");
  expectGapless(log);
  expect(log.filter(({ type }) => type === "message")).toHaveLength(300);
  await ann.client.send("r_room0", "and here I am");
  await eventually(async () => {
    const { results } = await ann.client.search('"message 299 of r_room0"');
    expect(results.length).toBeGreaterThan(0);
  });
});
