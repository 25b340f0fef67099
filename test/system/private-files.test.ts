import { expect, test } from "bun:test";
import { chmodSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { claimAccount, LOBBY_ID, uploadFile } from "../../src/client/index.ts";
import { drawn } from "../../src/server/files/testing/drawn.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

/** Every bit of a mode that is not the owner's. */
const OTHERS = 0o077;

test.each(["000", "027"])("under the umask %s no other user can read anything of a data folder", async (umask) => {
  await using server = await ServerProcess.start({ prelude: `umask ${umask}`, flags: ["--push", "mailto:ops@example.org"] });
  expect(openPaths(server.dataFolder)).toEqual([]);
  await server.terminate();
  chmodSync(server.dataFolder, 0o755);
  await server.restart();

  using ann = await enter(server.url, "ann");
  await claimAccount(server.url, "correct horse battery", { token: ann.token });
  const picture = new File([drawn(64, 64, () => [20, 90, 160, 255])], "reef.png", { type: "image/png" });
  const id = await uploadFile(server.url, picture, { token: ann.token });
  await ann.client.send(LOBBY_ID, "Look at the reef.", {
    files: [{ id, name: picture.name, type: picture.type, byteLength: picture.size }],
  });
  await ann.client.updateProfile({ picture: await uploadFile(server.url, picture, { token: ann.token }) });
  await eventually(async () => expect((await ann.client.search("reef")).results).toHaveLength(1));

  const there = readdirSync(server.dataFolder).toSorted();
  expect(there).toEqual([
    ...[
      "backup.lock",
      "control.sock",
      "deletion.lock",
      "device-key",
      "files",
      "last-seen",
      "push-keys.json",
      "search.db",
      "search.db-shm",
      "search.db-wal",
    ],
    ...["shoal.db", "shoal.db-shm", "shoal.db-wal", "shoal.lock"],
  ]);
  expect(openPaths(server.dataFolder)).toEqual([]);
});

function openPaths(folder: string): string[] {
  const paths = ["", ...readdirSync(folder, { recursive: true, encoding: "utf8" })];
  return paths.filter((path) => (statSync(join(folder, path)).mode & OTHERS) !== 0);
}
