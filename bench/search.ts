import { statSync } from "node:fs";
import { join } from "node:path";
import { openSqliteStorage } from "../src/server/storage/sqlite/sqlite-storage.ts";
import { measureDurable } from "./durable.ts";
import { measureFanOut } from "./fan-out.ts";
import { fillRooms } from "./searches/filled-rooms.ts";
import { indexed } from "./searches/index-progress.ts";
import { searchInTurn } from "./searches/search-timings.ts";
import { alternate, type Benchmark } from "./support/benchmark.ts";
import { compare } from "./support/comparison.ts";
import { type Contender, shoal } from "./support/contenders.ts";
import { markdownTable } from "./support/markdown-table.ts";
import { preventIndex } from "./support/prevent-index.ts";
import { startShoal, withTemporaryFolder } from "./support/server-process.ts";
import { short } from "./support/statistics.ts";

const full = { messages: 1_000_000, searches: 100, rounds: 5, costRounds: 9, members: 1_000, warmUpMs: 1_000, durationMs: 3_000 };
const quick = { messages: 20_000, searches: 10, rounds: 1, costRounds: 1, members: 100, warmUpMs: 500, durationMs: 1_000 };
const MEBIBYTE = 1024 * 1024;

export const search: Benchmark = {
  name: "search",
  title:
    "1,000,000 made-up messages, half of them Chinese, in 300 rooms and the lobby; the user who searches is in three of the rooms and the " +
    "lobby, which have an eighth of the messages. First the index, then the time of a search in the storage, as the server calls it, and " +
    "at last what the index costs those who write: the peer is the same server, whose index cannot be opened.",

  async run(isQuick) {
    const plan = isQuick ? quick : full;
    const searching = await withTemporaryFolder((folder) => measureSearches(folder, plan));
    return [searching, await measureCost(plan)].join("\n\n");
  },
};

async function measureSearches(folder: string, plan: typeof full): Promise<string> {
  const filled = fillRooms(folder, plan.messages);
  const storage = await openSqliteStorage({ folder, onCommit: () => {} });
  try {
    const taken = await indexed(folder);
    const times = await searchInTurn(storage, filled, plan);
    await storage.close();
    return `${indexTable(folder, filled.textBytes, plan.messages, taken)}\n\n${times}`;
  } finally {
    await storage.close();
  }
}

function indexTable(folder: string, textBytes: number, messages: number, taken: Awaited<ReturnType<typeof indexed>>): string {
  const bytes = statSync(join(folder, "search.db")).size;
  const columns = ["messages", "text", "index", "× text", "bytes per message", "made in", "CPU time", "messages per CPU second"];
  const sizes = [textBytes, bytes].map((size) => `${(size / MEBIBYTE).toFixed(0)} MiB`);
  const times = [taken.seconds, taken.cpuSeconds].map((seconds) => `${seconds.toFixed(0)} s`);
  const figures = [(bytes / textBytes).toFixed(2), (bytes / messages).toFixed(0), ...times, short(messages / taken.cpuSeconds)];
  return markdownTable(columns, [[messages.toLocaleString("en"), ...sizes, ...figures]]);
}

const withoutIndex: Contender = {
  ...shoal,
  name: "Shoal without an index",
  start(folder) {
    preventIndex(folder);
    return startShoal(folder);
  },
};

async function measureCost(plan: typeof full): Promise<string> {
  const contenders = [withoutIndex, shoal];
  const results = await alternate(
    plan.costRounds,
    contenders.map((contender) => async () => {
      const posts = await measureDurable({ place: "one room", contender, isOneRoomEach: false }, plan);
      const [fanOut] = await measureFanOut(contender, plan, [8]);
      if (fanOut === undefined) throw new Error("There is a result for each count.");
      return {
        ...{ posts: posts.perSecond, postsOfCpu: posts.perCpuSecond, p99Ms: posts.p99Ms },
        ...{ deliveries: fanOut.perSecond, deliveriesOfCpu: fanOut.perCpuSecond },
      };
    }),
  );
  const rows = contenders.map(({ name }, index) => {
    const { figure, timesPeer } = compare(results[index] ?? [], results[0] ?? []);
    const rates = (["posts", "postsOfCpu", "deliveries", "deliveriesOfCpu"] as const).flatMap((rate) => [
      figure(rate, short),
      timesPeer(rate),
    ]);
    return [name, figure("p99Ms", short), ...rates];
  });
  const ofRate = (name: string): string[] => [`${name}/s`, "× peer", "per server CPU second", "× peer"];
  return markdownTable(["server", "p99 ms of a post", ...ofRate("posts"), ...ofRate("deliveries")], rows);
}
