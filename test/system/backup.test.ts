import { expect, test } from "bun:test";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { abandonUpload, downloadFile, LOBBY_ID, uploadFile } from "../../src/client/index.ts";
import { paths } from "../../src/protocol/http.ts";
import { newClientMessageId } from "../../src/protocol/ids.ts";
import { eventually } from "../support/eventually.ts";
import { enter, expectGapless, type Participant, wholeHistory } from "../support/people.ts";
import { SeededRandom } from "../support/random.ts";
import { runShoal, ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { Tmux } from "../support/tmux.ts";

const KILLS = 5;
/** A start takes a fifth of a second; the rest is copying. */
const KILL_WITHIN_MS = 500;
const FILE_BYTES = 300_000;
const shoal = fileURLToPath(new URL("../../bin/shoal", import.meta.url));

async function sendRaw(url: string, { token }: Participant, clientMessageId: string): Promise<object> {
  const frame = { type: "send", clientMessageId, conversationId: LOBBY_ID, text: "sent twice" };
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await fetch(url + paths.frames, { method: "POST", headers, body: JSON.stringify(frame) });
  const [line = ""] = (await answer.text()).split("\n");
  return JSON.parse(line) as object;
}

/** Writes, shares files, and makes room again, until `isOver`. */
async function talk(
  { client, token }: Participant,
  url: string,
  acknowledged: Map<string, number>,
  isOver: () => boolean,
): Promise<void> {
  for (let index = 0; !isOver(); index += 1) {
    const text = `message ${index}`;
    if (index % 4 === 0) {
      const file = new File([new Uint8Array(FILE_BYTES).fill(index)], "reef.bin");
      const id = await uploadFile(url, file, { token });
      const { seq } = await client.send(LOBBY_ID, text, {
        files: [{ id, name: file.name, type: file.type, byteLength: file.size }],
      });
      acknowledged.set(text, seq);
      await abandonUpload(url, await uploadFile(url, file, { token }), { token });
    } else acknowledged.set(text, (await client.send(LOBBY_ID, text)).seq);
  }
}

test("backups and restores that are killed anywhere leave nothing half, and a restored server is another past in which nothing is doubled or missing", async () => {
  const random = new SeededRandom();
  console.log(`SEED=${random.seed}`);
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  await using elsewhere = await temporaryFolder();
  const archive = join(elsewhere.path, "backup.tar");
  using ann = await enter(server.url, "ann");
  using ben = await enter(server.url, "ben");
  const acknowledged = new Map<string, number>();
  let isOver = false;
  const talking = talk(ann, server.url, acknowledged, () => isOver);

  const backup = () => runShoal(["backup", archive, "--data", server.dataFolder]);
  // In the middle of it: a signal ends it in order.
  await using stopped = backup();
  await eventually(() => expect(readdirSync(server.dataFolder)).toContain("backup-drafts.json"));
  await stopped.end("SIGTERM");
  expect(readdirSync(server.dataFolder)).not.toContain("backup-drafts.json");
  expect(existsSync(`${archive}.part`)).toBe(false);
  rmSync(archive, { force: true });

  let wholeCount = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    await using killed = backup();
    await Bun.sleep(random.integer(0, KILL_WITHIN_MS));
    const code = await killed.end("SIGKILL");
    if (code === 0) expect(existsSync(archive)).toBe(true);
    if (!existsSync(archive)) continue;
    wholeCount += 1;
    const restored = join(elsewhere.path, "restored");
    await using whole = runShoal(["restore", archive, "--data", restored]);
    expect({ code: await whole.exited, said: whole.stderr }).toMatchObject({ code: 0 });
    rmSync(restored, { recursive: true });
    rmSync(archive);
  }
  const resent = newClientMessageId();
  const first = await sendRaw(server.url, ben, resent);
  await eventually(() => expect(acknowledged.size).toBeGreaterThan(20));
  const before = new Map(acknowledged);
  await using finished = backup();
  expect({ code: await finished.exited, said: finished.stderr }).toMatchObject({ code: 0 });
  expect(finished.stderr).toMatch(/^Backed up \d+ messages and \d+ files to .*: [\d.]+ MiB in \d+ s\.\n$/);
  expect(readdirSync(elsewhere.path)).toEqual(["backup.tar"]);
  expect(readdirSync(server.dataFolder).filter((name) => /part|draft/.test(name))).toEqual([]);
  await eventually(() => expect(acknowledged.size).toBeGreaterThan(before.size + 10));
  isOver = true;
  await talking;

  // The disk is lost.
  await server.kill9();
  const waiting = ann.client.send(LOBBY_ID, "written while it was away");
  for (const name of readdirSync(server.dataFolder)) rmSync(join(server.dataFolder, name), { recursive: true });
  const restore = () => runShoal(["restore", archive, "--data", server.dataFolder, "--quiet"]);
  for (let kill = 0; kill < KILLS; kill += 1) {
    await using killed = restore();
    await Bun.sleep(random.integer(150, KILL_WITHIN_MS));
    if ((await killed.end("SIGKILL")) !== 0) continue;
    for (const name of readdirSync(server.dataFolder)) rmSync(join(server.dataFolder, name), { recursive: true });
  }
  await using killed = restore();
  await eventually(() => expect(existsSync(join(server.dataFolder, "restoring"))).toBe(true));
  if ((await killed.end("SIGKILL")) !== 0 && !existsSync(join(server.dataFolder, "shoal.db"))) {
    await using refused = runShoal(["serve", "--port", String(server.port), "--data", server.dataFolder]);
    expect(await refused.exited).toBe(1);
    expect(refused.stderr).toContain("was not finished; run it again");
    await using again = restore();
    expect({ code: await again.exited, said: again.stderr }).toEqual({ code: 0, said: "" });
  }
  await server.restart();

  await waiting;
  for (const participant of [ann, ben]) {
    await participant.isLive();
    await eventually(() => {
      const lobby = participant.gaps.find(({ logId }) => logId === LOBBY_ID);
      expect(lobby?.reason).toBe("replaced");
    });
    expect(participant.client.outboxEntries).toEqual([]);
  }
  expect(await sendRaw(server.url, ben, resent)).toEqual({ ...first, isDuplicate: true });
  const log = await wholeHistory(ben, LOBBY_ID);
  expectGapless(log);
  const messages = log.flatMap((event) => (event.type === "message" ? [event] : []));
  const texts = messages.map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts).toEqual(expect.arrayContaining(["sent twice", "written while it was away"]));
  for (const [text, seq] of before) expect(messages.find((message) => message.text === text)?.seq).toBe(seq);
  for (const { files = [] } of messages) {
    for (const file of files) {
      const chunks = await Array.fromAsync(downloadFile(server.url, file, { token: ben.token }));
      expect(chunks.reduce((sum, { length }) => sum + length, 0)).toBe(FILE_BYTES);
    }
  }
  console.log(
    `${before.size} messages in the backup, ${acknowledged.size} before the disk was lost, ${wholeCount} backups came before the kill`,
  );
}, 90_000);

test("a backup goes through pipes, and says why where it cannot go on", async () => {
  await using server = await ServerProcess.start();
  using ann = await enter(server.url, "ann");
  const id = await uploadFile(server.url, new File([new Uint8Array(FILE_BYTES)], "reef.bin"), { token: ann.token });
  await ann.client.send(LOBBY_ID, "小鱼", { files: [{ id, name: "reef.bin", type: "", byteLength: FILE_BYTES }] });
  await using elsewhere = await temporaryFolder();
  const copy = join(elsewhere.path, "copy");
  const run = (script: string) => {
    const { exitCode, stderr } = Bun.spawnSync([
      "bash",
      "-c",
      `set -o pipefail; ${script}`,
      shoal,
      server.dataFolder,
      elsewhere.path,
    ]);
    return { code: exitCode, said: stderr.toString() };
  };
  expect(run(`"$0" backup - --data "$1" --quiet | "$0" restore - --data "$2/copy" --quiet`)).toEqual({ code: 0, said: "" });
  expect(readdirSync(copy)).toEqual(expect.arrayContaining(["shoal.db", "files", "device-key"]));

  expect(run(`"$0" backup - --data "$1" > /dev/full`)).toEqual({ code: 1, said: expect.stringContaining("the disk is full") });
  expect(run(`"$0" backup - --data "$1" | head -c 1000 > /dev/null`)).toMatchObject({
    code: 1,
    said: expect.stringContaining("the reader of the output has gone"),
  });
  expect(run(`"$0" backup - --data "$1" | head -c 100000 | "$0" restore - --data "$2/cut"`)).toMatchObject({
    code: 1,
    said: expect.stringContaining("standard input is damaged"),
  });
  // Its writer has not ended.
  const waiting = `exec 3< <(head -c 5000 /dev/urandom; exec sleep 60 2> /dev/null); writer=$!`;
  expect(run(`${waiting}; "$0" restore - --data "$2/cut" <&3; code=$?; kill $writer; exit $code`)).toMatchObject({
    code: 1,
    said: expect.stringContaining("no archive of Shoal"),
  });
  expect(run(`trap '' XFSZ; ulimit -f 600; "$0" backup "$2/large.tar" --data "$1"`)).toMatchObject({
    code: 1,
    said: expect.stringContaining("larger than this user may make one"),
  });
  expect(readdirSync(elsewhere.path)).toEqual(["copy"]);
  expect(readdirSync(server.dataFolder).filter((name) => /part|draft/.test(name))).toEqual([]);
}, 60_000);

test("at a terminal a backup needs a file, and tells how far it is", async () => {
  await using server = await ServerProcess.start();
  await using elsewhere = await temporaryFolder();
  await using tmux = await Tmux.start();
  const command = `${shoal} backup --data ${server.dataFolder}`;
  const window = tmux.open("backup", `${command} -; ${command} ${join(elsewhere.path, "backup.tar")}`, { columns: 120 });
  await window.shows(/A backup is not for a terminal; name a file/);
  await window.shows(/Backed up 0 messages and 0 files to/);
  expect(readdirSync(elsewhere.path)).toEqual(["backup.tar"]);
}, 60_000);
