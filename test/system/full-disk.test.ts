import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../src/client/index.ts";
import { paths } from "../../src/protocol/http.ts";
import { newClientMessageId } from "../../src/protocol/ids.ts";
import { eventually } from "../support/eventually.ts";
import { enter, wholeHistory } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

const KIBIBYTE = 1024;
const MESSAGE_KIBIBYTES = 7;
const FILE_KIBIBYTES_MAX = 20 * KIBIBYTE;
/** `ulimit -f` of a POSIX shell counts blocks of 512 bytes. */
const BLOCKS_PER_KIBIBYTE = 2;
const ROUND = 400;

/**
 * The database is larger than any file may become after the restart: a checkpoint fails while the WAL still grows, and then the WAL
 * cannot grow either. SIGXFSZ ends a process that does not ignore it; with it ignored, such a write fails as on a full disk.
 */
test("[P11] on a full disk nothing is stored, reading goes on, and with room again so does storing", async () => {
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  const acknowledged: string[] = [];
  const ann = await signedIn(server, "ann");
  for (let kibibytes = 0; kibibytes < FILE_KIBIBYTES_MAX + KIBIBYTE; kibibytes += ROUND * MESSAGE_KIBIBYTES) {
    acknowledged.push(...(await postMany(server, ann, "before")).stored);
  }
  await server.terminate(); // copies everything into the database

  const fullDisk = `trap '' XFSZ; ulimit -S -f ${FILE_KIBIBYTES_MAX * BLOCKS_PER_KIBIBYTE}`;
  await server.restart(fullDisk);
  let refusedCount = 0;
  for (let round = 0; refusedCount === 0; round += 1) {
    expect(round).toBeLessThan(20);
    const { stored, refused } = await postMany(server, ann, "during");
    acknowledged.push(...stored);
    refusedCount = refused.length;
  }
  const { refused } = await postMany(server, ann, "full");
  expect(refused).not.toEqual([]);
  expect(server.log).toContain("the write-ahead log cannot be copied into the database");
  expect(server.log).toContain("nothing can be stored");
  expect(await lobbyIsReadable(server, ann)).toBe(true);

  await server.kill9();
  await server.restart(fullDisk);
  const { pid } = server;
  expect(await lobbyIsReadable(server, ann)).toBe(true);
  for (let round = 0; round < 3; round += 1) expect((await postMany(server, ann, "still full")).refused).not.toEqual([]);
  expect(await lobbyIsReadable(server, ann)).toBe(true);

  expect(Bun.spawnSync(["prlimit", "--pid", String(pid), "--fsize=unlimited"]).exitCode).toBe(0);
  await eventually(async () => {
    const { stored } = await postMany(server, ann, "after", 1);
    expect(stored).toHaveLength(1);
    acknowledged.push(...stored);
  });
  await eventually(() => expect(server.log).toContain("everything can be stored again"));
  expect(server.pid).toBe(pid);

  await server.kill9();
  await server.restart();
  using ben = await enter(server.url, "ben");
  const log = await wholeHistory(ben, LOBBY_ID);
  const ids = log.flatMap((event) => (event.type === "message" ? [event.clientMessageId] : []));
  const found = new Set(ids);
  expect(found.size).toBe(ids.length);
  expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
}, 90_000);

/** A name with a token; no client, which would send again what was refused. */
async function signedIn({ url }: ServerProcess, nickname: string): Promise<string> {
  const answer = await fetch(url + paths.sessions, { method: "POST", body: JSON.stringify({ nickname }) });
  return ((await answer.json()) as { token: string }).token;
}

/** The clientMessageIds of what the server stored, and of what it refused as `unavailable`. */
async function postMany(server: ServerProcess, token: string, text: string, count = ROUND) {
  const stored: string[] = [];
  const refused: string[] = [];
  const one = async (): Promise<void> => {
    const clientMessageId = newClientMessageId();
    const padded = text.padEnd(MESSAGE_KIBIBYTES * KIBIBYTE, "~");
    const [answer] = await exchange(server, token, { type: "send", clientMessageId, conversationId: LOBBY_ID, text: padded });
    if (answer?.type !== "sent") expect(answer).toMatchObject({ type: "error", code: "unavailable", clientMessageId });
    (answer?.type === "sent" ? stored : refused).push(clientMessageId);
  };
  await Promise.all(Array.from({ length: count }, one));
  return { stored, refused };
}

async function lobbyIsReadable(server: ServerProcess, token: string): Promise<boolean> {
  const [page] = await exchange(server, token, { type: "history", requestId: 1, conversationId: LOBBY_ID });
  return page?.type === "history-page";
}

async function exchange({ url }: ServerProcess, token: string, frame: object): Promise<{ type: string }[]> {
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await fetch(url + paths.frames, { method: "POST", headers, body: JSON.stringify(frame) });
  return (await answer.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string });
}
