import { longPollWay, signInGuests, streamWay, type Way, webSocketWay } from "../readers/readers.ts";
import { ReadingRoom, type TalkResult } from "../readers/reading-room.ts";
import { alternate } from "../support/benchmark.ts";
import { markdownTable } from "../support/markdown-table.ts";
import { startShoal, withServer, withTemporaryFolder } from "../support/server-process.ts";
import { percent, ratios, short, spread, times } from "../support/statistics.ts";

const full = { rounds: 3, members: 500, warmUpMs: 1_500, durationMs: 4_000 };
const quick = { rounds: 1, members: 500, warmUpMs: 500, durationMs: 2_000 };
const IN_FLIGHT = 8;
const ways = [webSocketWay, streamWay, longPollWay];

/** Deliveries in a busy room over each way, beside those over WebSocket. */
export async function compareDeliveries(isQuick: boolean): Promise<string> {
  const plan = isQuick ? quick : full;
  const measures = ways.map((way) => () => measure(way, plan));
  const results = await alternate(plan.rounds, measures);
  const rows = ways.map((way, index) => row(way, results[index] ?? [], results[0] ?? []));
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

function measure(way: Way, plan: typeof full): Promise<TalkResult> {
  return withTemporaryFolder((folder) =>
    withServer(startShoal(folder), async (server) => {
      const room = new ReadingRoom(await way.enter(server, await signInGuests(server, plan.members)));
      await room.talk(server, IN_FLIGHT, plan.warmUpMs);
      const result = await room.talk(server, IN_FLIGHT, plan.durationMs);
      room.close();
      return result;
    }),
  );
}

function row({ name }: Way, own: readonly TalkResult[], webSocket: readonly TalkResult[]): string[] {
  const beside = (figure: (result: TalkResult) => number): string =>
    own === webSocket ? "" : spread(ratios(own.map(figure), webSocket.map(figure)), times);
  return [
    name,
    spread(own.map(perSecond), short),
    beside(perSecond),
    spread(own.map(perCpuSecond), short),
    beside(perCpuSecond),
    spread(
      own.map(({ serverCpuSeconds, seconds }) => serverCpuSeconds / seconds),
      percent,
    ),
    spread(
      own.map(({ generatorCpuSeconds, seconds }) => generatorCpuSeconds / seconds),
      percent,
    ),
  ];
}

function perSecond({ deliveries, seconds }: TalkResult): number {
  return deliveries / seconds;
}

function perCpuSecond({ deliveries, serverCpuSeconds }: TalkResult): number {
  return deliveries / serverCpuSeconds;
}
