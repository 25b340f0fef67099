import type { Compared, PeerFigures, ServerFigures } from "./peer-figures.ts";

type ServerName = ServerFigures["server"];

/** What a server costs. Undefined is what was not measured. */
export interface CostRow {
  readonly server: ServerName;
  /** One for each of the talks. */
  readonly cpuMicrosPerDelivery: readonly (Compared | undefined)[];
  readonly bytesPerIdleSocket: Compared | undefined;
}

/** What the users of a server lose. */
export interface LossRow {
  readonly server: ServerName;
  readonly losses: NonNullable<ServerFigures["losses"]>;
}

/** The servers that tutorials teach. */
const taught: readonly ServerName[] = ["gevent", "geventTidy", "tornado"];

/** How many members always have a message on its way: one number for each talk, from the quietest on. */
export function talksOf({ servers }: PeerFigures): readonly number[] {
  const all = servers.flatMap(({ talks = [] }) => talks.map(({ inFlight }) => inFlight));
  return [...new Set(all)].sort((one, other) => one - other);
}

export function costRows(figures: PeerFigures): readonly CostRow[] {
  return figures.servers.flatMap(({ server, talks = [], bytesPerIdleSocket }) => {
    if (talks.length === 0 && bytesPerIdleSocket === undefined) return [];
    const cpuMicrosPerDelivery = talksOf(figures).map(
      (inFlight) => talks.find((talk) => talk.inFlight === inFlight)?.cpuMicrosPerDelivery,
    );
    return [{ server, cpuMicrosPerDelivery, bytesPerIdleSocket }];
  });
}

export function lossRows({ servers }: PeerFigures): readonly LossRow[] {
  return servers.flatMap(({ server, losses }) => (losses === undefined ? [] : [{ server, losses }]));
}

/** CPU time of a delivery in a talk, as a multiple of Shoal's: the least and the most of the servers that tutorials teach. */
export interface TimesCpu {
  readonly inFlight: number;
  readonly least: number;
  readonly most: number;
}

/** The figures of the one sentence. */
export interface Summary {
  /** In the talk in which they are least busy, and in the one in which they are busiest. */
  readonly quietest: TimesCpu;
  readonly busiest: TimesCpu;
  /** Of the messages that were there when the process was killed, the most that one of these servers can give back, in percent. */
  readonly keptPercent: number;
  readonly keptByShoalPercent: number;
}

/** Undefined while one of its figures is missing. */
export function summaryOf(figures: PeerFigures): Summary | undefined {
  const times = talksOf(figures).flatMap((inFlight, place) => timesIn(figures, inFlight, place));
  const [quietest, busiest] = [times[0], times.at(-1)];
  const kept = lossRows(figures).filter(({ losses: { killed } }) => killed.acknowledged > 0);
  const keptByTaught = kept.filter(({ server }) => taught.includes(server)).map(percentKept);
  const shoal = kept.find(({ server }) => server === "shoal");
  if (quietest === undefined || busiest === undefined || keptByTaught.length === 0 || shoal === undefined) return undefined;
  return { quietest, busiest, keptPercent: Math.max(...keptByTaught), keptByShoalPercent: percentKept(shoal) };
}

function timesIn(figures: PeerFigures, inFlight: number, place: number): TimesCpu[] {
  const times = costRows(figures).flatMap(({ server, cpuMicrosPerDelivery }) => {
    const cpu = cpuMicrosPerDelivery[place];
    return cpu !== undefined && taught.includes(server) ? [cpu.timesShoal.median] : [];
  });
  return times.length === 0 ? [] : [{ inFlight, least: Math.min(...times), most: Math.max(...times) }];
}

function percentKept({ losses: { killed } }: LossRow): number {
  return (killed.readable / killed.acknowledged) * 100;
}
