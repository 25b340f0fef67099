import type { Compared, PeerFigures, ServerFigures, Spread } from "../../src/web/lab/results/peer-figures.ts";
import { markdownTable } from "../support/markdown-table.ts";
import { short, times } from "../support/statistics.ts";

const names: Readonly<Record<ServerFigures["server"], string>> = {
  gevent: "gevent-websocket, a list",
  geventTidy: "gevent-websocket, a list without those who left",
  tornado: "Tornado, a set",
  shoalPlain: "Shoal, with the same clients",
  shoal: "Shoal",
};

/** The figures in markdown: when and where they were measured, what the servers cost, and what their users lose. */
export function figureTables(figures: PeerFigures): string {
  return [circumstances(figures), talkTable(figures), idleTable(figures), lossTable(figures)].join("\n\n");
}

function circumstances({ measuredOn, rounds, machine, versions, loadAverage }: PeerFigures): string {
  const { python, gevent, geventWebSocket, tornado, bun } = versions;
  return `Measured on ${measuredOn} in ${rounds.talk} rounds, the idle sockets in ${rounds.idle}, on ${machine.cores} cores (${machine.processor}, ${machine.system}) with a load
average of ${loadAverage.before} before and ${loadAverage.after} after: Python ${python}, gevent ${gevent}, gevent-websocket ${geventWebSocket}, Tornado ${tornado}; Bun ${bun}.`;
}

function talkTable({ servers }: PeerFigures): string {
  const talks = servers.flatMap(({ server, talks = [] }) => talks.map((talk) => ({ server, ...talk })));
  const rows = talks
    .toSorted((a, b) => a.inFlight - b.inFlight)
    .map(({ server, inFlight, deliveriesPerSecond, cpuMicrosPerDelivery }) => [
      ...[String(inFlight), names[server]],
      ...comparison(server, deliveriesPerSecond, short),
      ...comparison(server, cpuMicrosPerDelivery, short),
    ]);
  return markdownTable(["in flight", "server", "deliveries/s", "× Shoal", "µs CPU per delivery", "× Shoal"], rows);
}

function idleTable({ servers, idleSockets }: PeerFigures): string {
  const rows = servers.flatMap(({ server, bytesPerIdleSocket: bytes }) =>
    bytes === undefined ? [] : [[names[server], ...comparison(server, bytes, kibibytes)]],
  );
  return markdownTable(["server", `KiB for each of ${idleSockets.toLocaleString("en")} idle sockets`, "× Shoal"], rows);
}

function lossTable({ servers, awayMs }: PeerFigures): string {
  const rows = servers.flatMap(({ server, losses }) => {
    if (losses === undefined) return [];
    const { killed, away, deadSocket, stalled, isFalseNameBelieved } = losses;
    return [
      [
        names[server],
        `${killed.readable} of ${killed.acknowledged}`,
        `${away.got} of ${away.said}`,
        `${deadSocket.missedFirst} of ${deadSocket.others}`,
        `${deadSocket.missedSecond} of ${deadSocket.others}`,
        stalled.isStopped ? `stops after ${(stalled.saidBytes / 1024 / 1024).toFixed(1)} MiB` : "goes on",
        isFalseNameBelieved ? "yes" : "no",
      ],
    ];
  });
  const columns = [
    "server",
    "readable after `kill -9`",
    `got after ${awayMs / 1_000} s away`,
    "missed by, after a connection died",
    "the next one missed by",
    "a member reads nothing: the room",
    "a false name is believed",
  ];
  return markdownTable(columns, rows);
}

/** Shoal is not compared with itself. */
function comparison(server: ServerFigures["server"], figure: Compared, format: (value: number) => string): string[] {
  return [spread(figure, format), server === "shoal" ? "" : spread(figure.timesShoal, times)];
}

function spread({ median, min, max }: Spread, format: (value: number) => string): string {
  return `${format(median)} (${format(min)}–${format(max)})`;
}

function kibibytes(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}
