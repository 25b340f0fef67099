import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { LOBBY_ID, newClientMessageId } from "../src/protocol/ids.ts";
import type { Transaction } from "../src/server/storage/sql/write/transaction.ts";
import { openSqliteStorage } from "../src/server/storage/sqlite/sqlite-storage.ts";
import type { Storage } from "../src/server/storage/storage.ts";
import { SeededRandom } from "../test/support/random.ts";
import { alternate, type Benchmark } from "./support/benchmark.ts";
import { ChatTexts } from "./support/chat-texts.ts";
import { compare } from "./support/comparison.ts";
import { type Author, FIRST_AT, FilledDatabase, openLog } from "./support/filled-database.ts";
import { markdownTable } from "./support/markdown-table.ts";
import { preventIndex } from "./support/prevent-index.ts";
import { withTemporaryFolder } from "./support/server-process.ts";
import { percentile } from "./support/statistics.ts";

const full = { messages: 5_000_000, rounds: 7, pages: 2_000 };
const quick = { messages: 50_000, rounds: 1, pages: 200 };
const FEW_MESSAGES = 5_000;
const PEOPLE = 100;
const SEED = 5;
const TEXTS = 20_000;
/** Every fifth message was edited and has a reaction. */
const CHANGED_EVERY = 5;
const PAGE_MESSAGES = 50;
/** Of each database before the first round. */
const FIRST_PAGES = 500;
const emojis = ["👍", "❤️", "😂", "🎉", "👀"];
const GIBIBYTE = 1024 ** 3;

interface Result {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** A storage with one long conversation. */
interface Archive {
  readonly storage: Storage;
  readonly viewerId: string;
  readonly head: number;
  readonly bytes: number;
  readonly random: SeededRandom;
}

export const history: Benchmark = {
  name: "history",
  title:
    "A page of 50 messages from a random place of one conversation, as the server's storage reads it for a member; every fifth message was " +
    "edited and has a reaction, and these changes are events of the log, too. The peer is the same with 5,000 messages.",

  run(isQuick) {
    const plan = isQuick ? quick : full;
    return withTemporaryFolder(async (folder) => {
      const counts = [FEW_MESSAGES, plan.messages];
      const archives: Archive[] = [];
      try {
        for (const count of counts) archives.push(await openArchive(join(folder, String(count)), count));
        for (const archive of archives) await readPages(archive, FIRST_PAGES);
        const results = await alternate(
          plan.rounds,
          archives.map((archive) => () => readPages(archive, plan.pages)),
        );
        const rows = archives.map(({ head, bytes }, index) => {
          const { figure, timesPeer } = compare(results[index] ?? [], results[0] ?? []);
          const size = [(counts[index] ?? 0).toLocaleString("en"), head.toLocaleString("en"), (bytes / GIBIBYTE).toFixed(2)];
          return [
            ...size,
            ...[figure("p50Ms", milliseconds), timesPeer("p50Ms")],
            ...[figure("p99Ms", milliseconds), timesPeer("p99Ms")],
          ];
        });
        return markdownTable(["messages", "events", "GiB", "p50 ms", "× 5,000", "p99 ms", "× 5,000"], rows);
      } finally {
        for (const { storage } of archives) await storage.close();
      }
    });
  },
};

async function openArchive(folder: string, messages: number): Promise<Archive> {
  mkdirSync(folder);
  const random = new SeededRandom(SEED);
  const chat = new ChatTexts(random);
  const texts = Array.from({ length: TEXTS }, () => chat.next());
  const database = new FilledDatabase(folder);
  const people = database.addPeople(PEOPLE);
  const [viewer] = people;
  if (viewer === undefined) throw new Error("There are people.");
  let head = 0;
  database.addMessages(messages, (transaction, index) => {
    head = append(transaction, random.pick(people), random.pick(people), random.pick(texts), index);
  });
  database.close();
  preventIndex(folder); // making one beside the reading would be measured, too
  const storage = await openSqliteStorage({ folder, onCommit: () => {} });
  return { storage, viewerId: viewer.id, head, bytes: statSync(join(folder, "shoal.db")).size, random };
}

/** A message in its present state, and what made it so. Returns the head of the log. */
function append(transaction: Transaction, author: Author, reader: Author, text: string, index: number): number {
  const log = openLog(transaction, LOBBY_ID);
  const at = FIRST_AT + index * 1_000;
  const by = { id: author.id, nickname: author.nickname };
  const isChanged = index % CHANGED_EVERY === 0;
  const emoji = emojis[(index / CHANGED_EVERY) % emojis.length] ?? "👍";
  const changes = isChanged && { editedAt: at, reactions: [{ emoji, count: 1 }] };
  transaction.append(log, author.key, { type: "message", at, by, clientMessageId: newClientMessageId(at), text, ...changes });
  if (!isChanged) return log.head;
  const target = log.head;
  transaction.append(log, author.key, { type: "edit", at, by, target, text });
  transaction.append(log, reader.key, { type: "react", at, by: { id: reader.id, nickname: reader.nickname }, target, emoji });
  transaction.database.run(
    "INSERT INTO reactions (log_key, seq, user_key, emoji, reacted_seq) VALUES (?, ?, ?, ?, ?)",
    ...([log.key, target, reader.key, emoji, log.head] as const),
  );
  return log.head;
}

async function readPages({ storage, viewerId, head, random }: Archive, count: number): Promise<Result> {
  const times: number[] = [];
  for (let page = 0; page < count; page += 1) {
    const before = random.integer(3 * PAGE_MESSAGES, head + 1);
    const startedAt = performance.now();
    const { events } = await storage.readHistory(LOBBY_ID, viewerId, { before, limit: PAGE_MESSAGES, isWithoutChanges: true });
    times.push(performance.now() - startedAt);
    if (events.length !== PAGE_MESSAGES) throw new Error("A page is full.");
  }
  return { p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) };
}

function milliseconds(value: number): string {
  return value.toFixed(2);
}
