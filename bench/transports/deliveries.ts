import { longPollWay, signInGuests, streamWay, type Way, webSocketWay } from "../readers/readers.ts";
import { ReadingRoom } from "../readers/reading-room.ts";
import { alternate } from "../support/benchmark.ts";
import { compare } from "../support/comparison.ts";
import { markdownTable } from "../support/markdown-table.ts";
import { startShoal, withServer, withTemporaryFolder } from "../support/server-process.ts";
import { percent, short } from "../support/statistics.ts";

const full = { rounds: 3, members: 500, warmUpMs: 1_500, durationMs: 4_000 };
const quick = { rounds: 1, members: 500, warmUpMs: 500, durationMs: 2_000 };
const IN_FLIGHT = 8;
const ways = [webSocketWay, streamWay, longPollWay];

interface Result {
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly serverBusy: number;
  readonly generatorBusy: number;
}

/** Deliveries in a busy room over each transport, compared with WebSocket. */
export async function compareDeliveries(isQuick: boolean): Promise<string> {
  const plan = isQuick ? quick : full;
  const measures = ways.map((way) => () => measure(way, plan));
  const results = await alternate(plan.rounds, measures);
  const [webSocket = []] = results;
  const rows = ways.map(({ name }, index) => {
    const { figure, timesPeer } = compare(results[index] ?? [], webSocket);
    return [
      name,
      ...[figure("perSecond", short), timesPeer("perSecond")],
      ...[figure("perCpuSecond", short), timesPeer("perCpuSecond")],
      ...[figure("serverBusy", percent), figure("generatorBusy", percent)],
    ];
  });
  const columns = [
    "transport",
    "deliveries/s",
    "× WebSocket",
    "per server CPU second",
    "× WebSocket",
    "server core",
    "generator core",
  ];
  return markdownTable(columns, rows);
}

function measure(way: Way, plan: typeof full): Promise<Result> {
  return withTemporaryFolder((folder) =>
    withServer(startShoal(folder), async (server) => {
      const room = new ReadingRoom(await way.enter(server, await signInGuests(server, plan.members)));
      await room.talk(server, IN_FLIGHT, plan.warmUpMs);
      const { deliveries, seconds, serverCpuSeconds, generatorCpuSeconds } = await room.talk(server, IN_FLIGHT, plan.durationMs);
      room.close();
      return {
        perSecond: deliveries / seconds,
        perCpuSecond: deliveries / serverCpuSeconds,
        serverBusy: serverCpuSeconds / seconds,
        generatorBusy: generatorCpuSeconds / seconds,
      };
    }),
  );
}
