import { expect, test } from "bun:test";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { downloadFile, type FileInfo, LOBBY_ID, systemClock, uploadFile } from "../../src/client/index.ts";
import { enter, type Participant } from "../support/people.ts";
import { TcpProxy } from "../support/proxy.ts";
import { SeededRandom } from "../support/random.ts";
import { ServerProcess } from "../support/server-process.ts";

const FILE_BYTES = 8 * 1024 * 1024;
const CUTS = 50;
/** So that fifty cuts come before the end of the file. */
const CUT_WITHIN_BYTES = 200 * 1024;
const KILLS = 3;

/** Waits as a user would like it: the promise is about what arrives, not about when. */
const impatientClock = {
  ...systemClock,
  after: (delayMs: number, callback: () => void) => systemClock.after(delayMs / 50, callback),
};

/** A file that no part of resembles another. */
function randomFile(random: SeededRandom): File {
  const words = Uint32Array.from({ length: FILE_BYTES / 4 }, () => random.integer(0, 0xffff_ffff));
  return new File([words], "reef.bin", { type: "application/octet-stream" });
}

/** `fetch` that lets `trouble` come with each piece of an upload. */
function fetchWith(trouble: () => void): typeof fetch {
  function send(...[address, init]: Parameters<typeof fetch>): Promise<Response> {
    if (init?.method === "PATCH") trouble();
    return fetch(address, init);
  }
  return send as typeof fetch;
}

function infoOf(id: string, { name, type, size }: File): FileInfo {
  return { id, name, type, byteLength: size };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** `trouble` comes with each piece. */
async function expectToReceive(
  url: string,
  { token }: Participant,
  info: FileInfo,
  file: File,
  trouble: () => void = () => {},
): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const bytes of downloadFile(url, info, { token, clock: impatientClock })) {
    chunks.push(bytes);
    trouble();
  }
  expect(Buffer.concat(chunks).equals(Buffer.from(await file.arrayBuffer()))).toBe(true);
}

test(`[P80c] a file whose upload is cut ${CUTS} times arrives whole, also when its download is cut`, async () => {
  const random = new SeededRandom();
  console.log(`SEED=${random.seed}`);
  await using server = await ServerProcess.start();
  await using proxy = await TcpProxy.start(server.url);
  using ann = await enter(server.url, "ann");
  using ben = await enter(server.url, "ben");
  const file = randomFile(random);
  const cutSoon = fetchWith(() => {
    if (proxy.cutCount < CUTS) proxy.cutAfter("up", random.integer(0, CUT_WITHIN_BYTES));
  });
  const id = await uploadFile(proxy.url, file, { token: ann.token, fetch: cutSoon, clock: impatientClock });
  expect(proxy.cutCount).toBe(CUTS);
  const info = infoOf(id, file);
  await ann.client.send(LOBBY_ID, "", { files: [info] });

  await expectToReceive(proxy.url, ben, info, file, () => {
    if (proxy.cutCount < 2 * CUTS) proxy.cutAfter("down", random.integer(0, CUT_WITHIN_BYTES));
  });
  console.log(`${proxy.cutCount - CUTS} cuts of the download`);
  expect(proxy.cutCount).toBeGreaterThan(CUTS);
}, 60_000);

test("[P80c] [P81d] an upload goes on after its server was killed, and leaves nothing but the file", async () => {
  const random = new SeededRandom();
  console.log(`SEED=${random.seed}`);
  await using server = await ServerProcess.start();
  using ann = await enter(server.url, "ann");
  using ben = await enter(server.url, "ben");
  const file = randomFile(random);
  let pieceCount = 0;
  let killCount = 0;
  let comesBack: Promise<void> = Promise.resolve();
  async function killInTheMiddle(): Promise<void> {
    if (killCount === KILLS) return;
    killCount += 1;
    await server.kill9();
    // The bytes of an upload whose record a kill has prevented.
    await mkdir(join(server.dataFolder, "files", "00"), { recursive: true });
    await writeFile(join(server.dataFolder, "files", "00", `f_${killCount}00.upload`), "bytes");
    await server.restart();
  }
  const killing = fetchWith(() => {
    pieceCount += 1;
    if (pieceCount % 4 === 0) comesBack = comesBack.then(killInTheMiddle);
  });
  const id = await uploadFile(server.url, file, { token: ann.token, fetch: killing, clock: impatientClock });
  await comesBack;
  expect(killCount).toBe(KILLS);
  const info = infoOf(id, file);
  await ann.client.send(LOBBY_ID, "", { files: [info] });
  await expectToReceive(server.url, ben, info, file);

  // Housekeeping comes with the start, and every hour.
  await server.terminate();
  await server.restart();
  await server.terminate();
  expect(await filesIn(join(server.dataFolder, "files"))).toEqual([id]);
}, 60_000);
