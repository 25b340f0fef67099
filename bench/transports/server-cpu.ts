import { longPollWay, pollWay, signInGuests, streamWay, type Way, webSocketWay } from "../readers/readers.ts";
import { ReadingRoom, type TalkResult } from "../readers/reading-room.ts";
import { markdownTable } from "../support/markdown-table.ts";
import { startShoal, withServer, withTemporaryFolder } from "../support/server-process.ts";
import { percent, short } from "../support/statistics.ts";

const full = { readers: 500, settleMs: 2_000, durationMs: 20_000 };
const quick = { readers: 500, settleMs: 1_000, durationMs: 5_000 };
const MESSAGE_INTERVAL_MS = 1_000;
const ways = [pollWay(10), pollWay(1_000), longPollWay, streamWay, webSocketWay];

/** The server's CPU time for many readers of a quiet room. */
export async function compareServerCpu(isQuick: boolean): Promise<string> {
  const plan = isQuick ? quick : full;
  const results: TalkResult[] = [];
  for (const way of ways) {
    process.stderr.write(`  ${plan.readers} readers, ${way.name}\n`);
    results.push(await measure(way, plan));
  }
  const webSocket = results.at(-1);
  const rows = results.map((result, index) => [
    ways[index]?.name ?? "",
    short(result.requests / result.seconds),
    `${(1_000 * coreShare(result)).toFixed(1)} ms`,
    webSocket === undefined || result === webSocket ? "" : `${(coreShare(result) / coreShare(webSocket)).toFixed(1)}×`,
    percent(result.generatorCpuSeconds / result.seconds),
  ]);
  return markdownTable(["500 readers", "requests/s answered", "server CPU in a second", "× WebSocket", "generator core"], rows);
}

function measure(way: Way, plan: typeof full): Promise<TalkResult> {
  return withTemporaryFolder((folder) =>
    withServer(startShoal(folder), async (server) => {
      const room = new ReadingRoom(await way.enter(server, await signInGuests(server, plan.readers)));
      await Bun.sleep(plan.settleMs);
      const result = await room.chat(server, MESSAGE_INTERVAL_MS, plan.durationMs);
      room.close();
      return result;
    }),
  );
}

function coreShare({ serverCpuSeconds, seconds }: TalkResult): number {
  return serverCpuSeconds / seconds;
}
