import { alternate, type Benchmark } from "./support/benchmark.ts";
import { compare } from "./support/comparison.ts";
import { bunLoop, bunPublish, type Contender, shoal, wsBroadcast } from "./support/contenders.ts";
import { signIn } from "./support/guests.ts";
import { markdownTable } from "./support/markdown-table.ts";
import { Room, type TalkResult } from "./support/room.ts";
import { withServer, withTemporaryFolder } from "./support/server-process.ts";
import { percent, short } from "./support/statistics.ts";

const full = { rounds: 5, members: 1_000, warmUpMs: 1_500, durationMs: 4_000 };
const quick = { rounds: 1, members: 1_000, warmUpMs: 500, durationMs: 2_000 };
const inFlightCounts = [1, 8];

export const fanOut: Benchmark = {
  name: "fan-out",
  title:
    "Messages delivered per second in one room of 1,000 WebSocket members. Shoal commits every message to disk first; the peers " +
    "store nothing: `ws` on Node (one `JSON.stringify` per message, a loop over the clients), the same loop on Bun, and Bun's own " +
    "`publish`, which is the limit of the runtime.",

  async run(isQuick) {
    const plan = isQuick ? quick : full;
    const contenders = [wsBroadcast, bunLoop, bunPublish, shoal];
    const measures = contenders.map((contender) => () => measureFanOut(contender, plan, inFlightCounts));
    const results = await alternate(plan.rounds, measures);
    const rows = inFlightCounts.flatMap((inFlight, index) => {
      const runs = results.map((rounds) => rounds.flatMap((round) => round[index] ?? []));
      return contenders.map((contender, place) => row(inFlight, contender, runs[place] ?? [], runs[0] ?? []));
    });
    const columns = [
      "in flight",
      "server",
      "deliveries/s",
      "× peer",
      "per server CPU second",
      "× peer",
      "server core",
      "generator core",
    ];
    return markdownTable(columns, rows);
  },
};

function row(inFlight: number, { name }: Contender, own: readonly TalkResult[], peer: readonly TalkResult[]): string[] {
  const { figure, timesPeer } = compare(own, peer);
  return [
    ...[String(inFlight), name],
    ...[figure("perSecond", short), timesPeer("perSecond")],
    ...[figure("perCpuSecond", short), timesPeer("perCpuSecond")],
    ...[figure("serverBusy", percent), figure("generatorBusy", percent)],
  ];
}

/** One result for each of `counts`. */
export function measureFanOut(contender: Contender, plan: typeof full, counts: readonly number[]): Promise<TalkResult[]> {
  return withTemporaryFolder((folder) =>
    withServer(contender.start(folder), async (server) => {
      const tokens = await signIn(contender, server, plan.members);
      const wire = contender.newWire();
      const guests = await wire.enter(server, tokens);
      await wire.areListening(guests);
      const room = new Room(wire, guests);
      await room.talk(server, 8, plan.warmUpMs);
      const results: TalkResult[] = [];
      for (const inFlight of counts) results.push(await room.talk(server, inFlight, plan.durationMs));
      room.close();
      return results;
    }),
  );
}
