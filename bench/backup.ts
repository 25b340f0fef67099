import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LOBBY_ID, newClientMessageId, newId } from "../src/protocol/ids.ts";
import { blobPath } from "../src/server/files/folder-blobs.ts";
import { attachFiles, completeUpload, createUpload } from "../src/server/storage/sql/write/files.ts";
import type { Transaction } from "../src/server/storage/sql/write/transaction.ts";
import { SeededRandom } from "../test/support/random.ts";
import { alternate, type Benchmark } from "./support/benchmark.ts";
import { ChatTexts } from "./support/chat-texts.ts";
import { compare } from "./support/comparison.ts";
import { type Author, FIRST_AT, FilledDatabase, openLog } from "./support/filled-database.ts";
import { markdownTable } from "./support/markdown-table.ts";
import { preventIndex } from "./support/prevent-index.ts";
import { projectFolder, startShoal, withServer, withTemporaryFolder } from "./support/server-process.ts";
import { percentile, short } from "./support/statistics.ts";
import { Talk } from "./support/talk.ts";

const MEBIBYTE = 1024 ** 2;
const full = { rounds: 3, messages: 1_000_000, fileMebibytes: 1_024, talkMs: 30_000 };
const quick = { rounds: 1, messages: 20_000, fileMebibytes: 32, talkMs: 3_000 };
const PEOPLE = 100;
const SEED = 25;
const TEXTS = 20_000;
/** Files have a MiB on average. */
const SMALL_FILE_BYTES = 64 * 1024;
const LARGE_FILE_BYTES = 8 * MEBIBYTE;
const LARGE_EVERY = 8;

interface Result {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly slowestMs: number;
  /** 0 where nothing is backed up. */
  readonly backupSeconds: number;
  readonly restoreSeconds: number;
}

export const backup: Benchmark = {
  name: "backup",
  title:
    "A data folder with 1,000,000 messages and 1 GiB of files is backed up again and again beside the running server, into a file on the same disk, while two users " +
    "exchange ten messages a second; then the archive is restored into an empty folder. Latency is from sending a message until the other user has it.",

  async run(isQuick) {
    const plan = isQuick ? quick : full;
    return await withTemporaryFolder(async (folder) => {
      const data = join(folder, "data");
      fill(data, plan);
      const archive = join(folder, "backup.tar");
      const [alone = [], meanwhile = []] = await alternate<Result>(plan.rounds, [
        () => measure(data, () => Bun.sleep(plan.talkMs)),
        async () => {
          let backups = 0;
          const talked = await measure(data, async () => {
            const startedAt = performance.now();
            // One after the other, so that as many messages are measured as alone.
            for (; secondsSince(startedAt) * 1000 < plan.talkMs; backups += 1) await shoal("backup", archive, "--data", data);
          });
          const restored = join(folder, "restored");
          const startedAt = performance.now();
          await shoal("restore", archive, "--data", restored);
          const restoreSeconds = secondsSince(startedAt);
          rmSync(restored, { recursive: true });
          return { ...talked, backupSeconds: talked.seconds / backups, restoreSeconds };
        },
      ]);
      const rows = [alone, meanwhile].map((own, index) => {
        const { figure, timesPeer } = compare(own, alone);
        const latencies = [
          figure("p50Ms", short),
          timesPeer("p50Ms"),
          figure("p99Ms", short),
          timesPeer("p99Ms"),
          figure("slowestMs", short),
        ];
        if (index === 0) return ["nothing", ...latencies, "", ""];
        return ["a backup", ...latencies, figure("backupSeconds", short), figure("restoreSeconds", short)];
      });
      const columns = ["meanwhile", "p50 ms", "× alone", "p99 ms", "× alone", "slowest ms", "backup s", "restore s"];
      const mebibytes = Math.round(statSync(archive).size / MEBIBYTE);
      return `${markdownTable(columns, rows)}\n\nThe archive has ${mebibytes.toLocaleString("en")} MiB.`;
    });
  },
};

async function measure(data: string, act: () => Promise<void>): Promise<Result & { readonly seconds: number }> {
  return await withServer(startShoal(data), async ({ url }) => {
    const talk = await Talk.begin(url);
    const startedAt = performance.now();
    await act();
    const seconds = secondsSince(startedAt);
    const latencies = await talk.end();
    const slowestMs = Math.max(...latencies);
    const results = { p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99), slowestMs };
    return { ...results, seconds, backupSeconds: 0, restoreSeconds: 0 };
  });
}

/** On both cores, that of the server too. */
async function shoal(...parameters: readonly string[]): Promise<void> {
  const command = ["-c", "0,1", "bin/shoal", ...parameters];
  const child = spawn("taskset", command, { cwd: projectFolder, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`shoal ${parameters.join(" ")} ended with ${code}.`);
}

function fill(data: string, { messages, fileMebibytes }: typeof full): void {
  mkdirSync(data);
  const random = new SeededRandom(SEED);
  const chat = new ChatTexts(random);
  const texts = Array.from({ length: TEXTS }, () => chat.next());
  const database = new FilledDatabase(data);
  const people = database.addPeople(PEOPLE);
  const fileEvery = Math.floor(messages / fileMebibytes);
  database.addMessages(messages, (transaction, index) => {
    const author = random.pick(people);
    const fileId = index % fileEvery === 0 ? addFile(transaction, data, author, index / fileEvery) : undefined;
    append(transaction, author, random.pick(texts), index, fileId);
  });
  database.close();
  preventIndex(data); // making one beside the talk would be measured, too
}

function append(transaction: Transaction, author: Author, text: string, index: number, fileId: string | undefined): void {
  const log = openLog(transaction, LOBBY_ID);
  const at = FIRST_AT + index * 1_000;
  const by = { id: author.id, nickname: author.nickname };
  const files = fileId !== undefined && { files: attachFiles(transaction, [fileId], author, log, log.head + 1) };
  transaction.append(log, author.key, { type: "message", at, by, clientMessageId: newClientMessageId(at), text, ...files });
}

function addFile(transaction: Transaction, data: string, { id: userId }: Author, index: number): string {
  const id = newId("f");
  const byteLength = index % LARGE_EVERY === 0 ? LARGE_FILE_BYTES : SMALL_FILE_BYTES;
  const upload = { id, userId, type: "application/octet-stream", byteLength, at: FIRST_AT };
  createUpload(transaction, { ...upload, name: "photo.bin" });
  completeUpload(transaction, upload);
  const path = blobPath(join(data, "files"), id);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, crypto.getRandomValues(new Uint8Array(SMALL_FILE_BYTES)));
  for (let written = SMALL_FILE_BYTES; written < byteLength; written += SMALL_FILE_BYTES) {
    writeFileSync(path, crypto.getRandomValues(new Uint8Array(SMALL_FILE_BYTES)), { flag: "a" });
  }
  return id;
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}
