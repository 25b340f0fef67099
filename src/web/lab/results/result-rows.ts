import type { Compared, PeerFigures, ServerFigures, Talk } from "./peer-figures.ts";

type ServerName = ServerFigures["server"];

/** What a server costs. Undefined where it was not measured. */
export interface CostRow {
  readonly server: ServerName;
  readonly cpuMicrosPerDelivery: Compared | undefined;
  readonly deliveriesPerSecond: Compared | undefined;
  readonly bytesPerIdleSocket: Compared | undefined;
}

/** What the users of a server lose. */
export interface LossRow {
  readonly server: ServerName;
  readonly losses: NonNullable<ServerFigures["losses"]>;
}

/** The servers that tutorials teach. */
const taught: readonly ServerName[] = ["gevent", "geventTidy", "tornado"];

/** The costs of the servers that were measured, with the talk that keeps them busiest. */
export function costRows({ servers }: PeerFigures): readonly CostRow[] {
  return servers.flatMap(({ server, talks, bytesPerIdleSocket }) => {
    const talk = busiest(talks);
    if (talk === undefined && bytesPerIdleSocket === undefined) return [];
    return [
      {
        server,
        cpuMicrosPerDelivery: talk?.cpuMicrosPerDelivery,
        deliveriesPerSecond: talk?.deliveriesPerSecond,
        bytesPerIdleSocket,
      },
    ];
  });
}

export function lossRows({ servers }: PeerFigures): readonly LossRow[] {
  return servers.flatMap(({ server, losses }) => (losses === undefined ? [] : [{ server, losses }]));
}

/** How many members of each server always have a message on its way in the talk that is shown. */
export function shownInFlight({ servers }: PeerFigures): number {
  return Math.max(0, ...servers.map(({ talks }) => busiest(talks)?.inFlight ?? 0));
}

/** The figures of the one sentence; undefined while one of them is missing. */
export interface Summary {
  /** CPU time of a delivery, as a multiple of Shoal's: the least and the most of the servers that tutorials teach. */
  readonly timesCpu: readonly [number, number];
  /** Of the messages that were there when the process was killed, the most that one of these servers can give back, in percent. */
  readonly keptPercent: number;
  readonly keptByShoalPercent: number;
}

export function summaryOf(figures: PeerFigures): Summary | undefined {
  const times = costRows(figures).flatMap(({ server, cpuMicrosPerDelivery: cpu }) =>
    taught.includes(server) && cpu !== undefined ? [cpu.timesShoal.median] : [],
  );
  const kept = lossRows(figures).map(({ server, losses: { killed } }) => ({
    server,
    percent: killed.acknowledged === 0 ? undefined : (killed.readable / killed.acknowledged) * 100,
  }));
  const keptByTaught = kept.flatMap(({ server, percent }) => (taught.includes(server) && percent !== undefined ? [percent] : []));
  const keptByShoalPercent = kept.find(({ server }) => server === "shoal")?.percent;
  if (times.length === 0 || keptByTaught.length === 0 || keptByShoalPercent === undefined) return undefined;
  return { timesCpu: [Math.min(...times), Math.max(...times)], keptPercent: Math.max(...keptByTaught), keptByShoalPercent };
}

function busiest(talks: readonly Talk[] = []): Talk | undefined {
  return talks.toSorted((one, other) => other.inFlight - one.inFlight)[0];
}
