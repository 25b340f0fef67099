import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { paths } from "../../src/protocol/http.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("a log on a full disk ends nothing", async () => {
  await using server = await ServerProcess.start({ prelude: "exec 2>/dev/full" });
  await writeToLog(server);
  expect(await isAlive(server)).toBe(true);
});

test("a log whose reader has gone ends nothing", async () => {
  await using folder = await temporaryFolder();
  const pipe = join(folder.path, "log");
  expect(Bun.spawnSync(["mkfifo", pipe]).exitCode).toBe(0);
  const reader = Bun.spawn(["cat", pipe], { stdout: "ignore" });
  await using server = await ServerProcess.start({ prelude: `exec 2>'${pipe}'` });
  reader.kill("SIGKILL");
  await reader.exited;
  await writeToLog(server);
  expect(await isAlive(server)).toBe(true);
});

/** The database's files are gone: that is said in the log, and the message is refused. */
async function writeToLog(server: ServerProcess): Promise<void> {
  using ann = await enter(server.url, "ann");
  rmSync(join(server.dataFolder, "shoal.db-wal"));
  await expect(ann.client.createRoom({ name: "reef" })).rejects.toMatchObject({ code: "unavailable" });
}

async function isAlive({ url }: ServerProcess): Promise<boolean> {
  return (await fetch(url + paths.health)).ok;
}
