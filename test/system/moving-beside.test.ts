import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { claimAccount, exportOwnData, LOBBY_ID, uploadFile } from "../../src/client/index.ts";
import { busyRooms, writeArchive } from "../../src/operator/moving/testing/made-archive.ts";
import { eventually } from "../support/eventually.ts";
import { archivedIn } from "../support/moving.ts";
import { enter, wholeHistory } from "../support/people.ts";
import { runShoal, ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function shoal(parameters: readonly string[], prelude?: string): Promise<Ended> {
  await using command = runShoal(parameters, { prelude });
  const code = await command.exited;
  return { code, stdout: command.stdout, stderr: command.stderr };
}

test("beside a running server, one room and one person are exported, without secrets", async () => {
  await using folder = await temporaryFolder();
  await using server = await ServerProcess.start();
  using ann = await enter(server.url, "ann");
  using ben = await enter(server.url, "ben");
  await claimAccount(server.url, "correct horse battery", { token: ann.token });
  const room = await ann.client.createRoom({ name: "Reef", isPrivate: true });
  const file = await uploadFile(server.url, new File(["fish"], "fish.txt", { type: "text/plain" }), { token: ann.token });
  await ann.client.send(room.id, "of the room", { files: [{ id: file, name: "fish.txt", type: "text/plain", byteLength: 4 }] });
  await ann.client.send(LOBBY_ID, "of the lobby");
  await ben.client.send(LOBBY_ID, "ben's words");

  const inFolder = (name: string): string => join(folder.path, name);
  const data = ["--data", server.dataFolder];
  expect(await shoal(["export", inFolder("room.tar"), "--room", "reef", ...data])).toMatchObject({ code: 0 });
  const entries = await archivedIn(inFolder("room.tar"));
  expect(entries.get(`files/${file}`)).toBe("fish");
  const text = [...entries.values()].join("\n");
  expect([text.includes("of the room"), text.includes("of the lobby"), text.includes("ben")]).toEqual([true, false, false]);

  expect(await shoal(["export", inFolder("all.tar"), ...data])).toMatchObject({ code: 0 });
  const all = readFileSync(inFolder("all.tar"), "latin1");
  using database = new Database(join(server.dataFolder, "shoal.db"), { readonly: true });
  const secrets = database.query("SELECT token_hash AS secret FROM sessions UNION ALL SELECT password_hash FROM accounts").all();
  expect(secrets.length).toBe(3);
  for (const { secret } of secrets as { secret: string }[]) expect(all).not.toContain(secret);
  expect(await shoal(["export", inFolder("all.tar"), ...data])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("is there already"),
  });

  const person = await shoal(["export", "-", "--person", "ANN", ...data]);
  const lines = person.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; at?: number; lastSeenAt?: number });
  const own = await Array.fromAsync(exportOwnData(server.url, { token: ann.token }));
  const withoutTimes = (all: readonly object[]) => all.map((line) => ({ ...line, at: 0, lastSeenAt: 0 }));
  expect(withoutTimes(lines)).toEqual(withoutTimes(own));
  expect(await shoal(["export", "-", "--room", "nowhere", ...data])).toMatchObject({
    ...{ code: 1, stdout: "", stderr: expect.stringContaining('There is no room "nowhere"') },
  });
});

test("a member who is online finds an imported room at once and as a whole, while people talk", async () => {
  await using folder = await temporaryFolder();
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  using ann = await enter(server.url, "ann");
  using ben = await enter(server.url, "ben");
  using database = new Database(join(server.dataFolder, "shoal.db"), { readonly: true });
  // An archive of this very server: its people are those who are here.
  const { value: source } = database.query("SELECT value FROM meta WHERE name = 'epoch'").get() as { value: string };
  const entries = busyRooms({ rooms: 1, messages: 1_000 });
  const people = {
    "users.jsonl": ["u_ann", "u_ben", "u_cat", "u_dan"].map((id) => ({ id, nickname: id, createdAt: 0, isAccount: true })),
  };
  const whole = JSON.stringify({ ...entries, ...people }).replaceAll("u_ann", ann.user.id);
  const archive = await writeArchive(join(folder.path, "archive.tar"), JSON.parse(whole), { source });

  const headsSeen = new Set<number>();
  ann.client.on("conversations", (conversations) => {
    const room = conversations.get("r_room0");
    if (room) headsSeen.add(room.head);
  });
  let isOver = false;
  const talking = (async () => {
    for (let count = 0; !isOver; count += 1) await ben.client.send(LOBBY_ID, `${count}`);
  })();
  const imported = await shoal(["import", archive, "--data", server.dataFolder]);
  isOver = true;
  await talking;
  expect(imported).toMatchObject({ code: 0, stderr: "" });
  await eventually(() => expect([...ann.client.conversations.keys()]).toContain("r_room0"));
  expect([...headsSeen]).toEqual([1_104]);
  expect((await wholeHistory(ann, "r_room0")).length).toBe(1_104);
});

test("a full disk ends an export and an import with a sentence, and with room again both are done", async () => {
  await using folder = await temporaryFolder();
  const archive = await writeArchive(join(folder.path, "archive.tar"), busyRooms({ rooms: 1, messages: 1_000 }));
  const data = join(folder.path, "data");
  const full = "trap '' XFSZ; ulimit -S -f 900";
  const failed = await shoal(["import", archive, "--data", data], full);
  expect([failed.code, failed.stderr]).toEqual([1, expect.stringMatching(/run the same command again/i)]);
  expect(await shoal(["import", archive, "--data", data])).toMatchObject({ code: 0 });
  const output = join(folder.path, "again.tar");
  const refused = await shoal(["export", output, "--data", data], "trap '' XFSZ; ulimit -S -f 100");
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/disk|larger/)]);
  expect(await shoal(["export", output, "--data", data])).toMatchObject({ code: 0 });
});
