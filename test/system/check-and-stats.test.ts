import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { LOBBY_ID, uploadFile } from "../../src/client/index.ts";
import { enter } from "../support/people.ts";
import { runShoal, ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

async function run(...parameters: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  await using command = runShoal(parameters);
  const code = await command.exited;
  return { code, stdout: command.stdout, stderr: command.stderr };
}

test("shoal check and shoal stats read beside a server that is written to, after it was killed, and tell of damage with exit code 1", async () => {
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  const data = ["--data", server.dataFolder];
  const [ann, ben] = await Promise.all(["ann", "ben"].map((nickname) => enter(server.url, nickname)));
  if (ann === undefined || ben === undefined) throw new Error("Ann and ben are here.");
  const { id } = await ann.client.createRoom({ name: "reef" });
  await ben.client.join(id);
  await uploadFile(server.url, new File(["a note"], "note.txt"), { token: ben.token });

  let isOver = false;
  const write = async ({ client }: typeof ann): Promise<void> => {
    for (let count = 0; !isOver; count += 1) {
      const { seq } = await client.send(count % 2 === 0 ? LOBBY_ID : id, `a herring ${count}`);
      const conversationId = count % 2 === 0 ? LOBBY_ID : id;
      if (count % 3 === 0) await client.react(conversationId, seq, "👍");
      if (count % 5 === 0) await client.edit(conversationId, seq, "a cod");
      if (count % 7 === 0) await client.delete(conversationId, seq);
    }
  };
  const writing = Promise.all([ann, ben].map(write));
  for (let round = 0; round < 3; round += 1) {
    const { code, stdout } = await run("check", ...data);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("All is right.") });
  }
  const json = await run("stats", ...data, "--json");
  expect([json.code, JSON.parse(json.stdout)]).toMatchObject([0, { people: { guests: 2 }, rooms: { public: 2 } }]);
  isOver = true;
  await writing;
  for (const each of [ann, ben]) each[Symbol.dispose]();

  await server.kill9();
  expect((await run("check", ...data)).code).toBe(0);

  const database = new Database(join(server.dataFolder, "shoal.db"));
  database.run("UPDATE logs SET head = head + 1 WHERE id = ?", [id]);
  database.close();
  const damaged = await run("check", ...data, "--json");
  expect(damaged.code).toBe(1);
  expect(JSON.parse(damaged.stdout)).toMatchObject({ isSound: false, problems: [{ kind: "missing-event", count: 1 }] });
  expect((await run("check", ...data)).stdout).toContain(`missing-event: The log ${id} lacks its event at seq`);
  const shown = await run("stats", ...data);
  expect(shown.stdout).toContain("messagesPerDay:");
  expect(shown.stdout).not.toContain("herring");
}, 60_000);

test("a folder without a database is refused with a sentence", async () => {
  await using folder = await temporaryFolder();
  for (const name of ["check", "stats"]) {
    const { code, stderr } = await run(name, "--data", folder.path);
    expect([code, stderr]).toEqual([1, expect.stringContaining("shoal: There is no shoal.db in")]);
  }
});
