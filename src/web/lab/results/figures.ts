import type { PeerFigures } from "./peer-figures.ts";

/** Written by `npm run bench -- articles --write`, never by hand. bench/README.md says what was measured, and how. */
export const figures: PeerFigures = {
  measuredOn: "2026-11-28",
  rounds: { talk: 3, idle: 3 },
  membersOfTalk: 1000,
  idleSockets: 5000,
  awayMs: 5000,
  machine: { processor: "Intel(R) Xeon(R) Processor", cores: 2, system: "Debian GNU/Linux 12 (bookworm)" },
  versions: { python: "3.11.2", gevent: "22.10.2", geventWebSocket: "0.10.1", tornado: "6.2", bun: "1.4.5" },
  loadAverage: { before: 14, after: 7.2 },
  servers: [
    {
      server: "gevent",
      talks: [
        {
          inFlight: 1,
          deliveriesPerSecond: { median: 14800, min: 10600, max: 63300, timesShoal: { median: 0.485, min: 0.189, max: 0.656 } },
          cpuMicrosPerDelivery: { median: 11.2, min: 9.06, max: 13.7, timesShoal: { median: 1.9, min: 1.08, max: 2.53 } },
        },
        {
          inFlight: 8,
          deliveriesPerSecond: { median: 24500, min: 9910, max: 81000, timesShoal: { median: 0.0776, min: 0.0704, max: 0.125 } },
          cpuMicrosPerDelivery: { median: 10.3, min: 7.78, max: 11.3, timesShoal: { median: 8.33, min: 5.8, max: 10.4 } },
        },
      ],
      bytesPerIdleSocket: { median: 22500, min: 21800, max: 22500, timesShoal: { median: 4.01, min: 3.71, max: 4.02 } },
      losses: {
        killed: { acknowledged: 204, readable: 0 },
        away: { said: 50, got: 0 },
        deadSocket: { others: 18, missedFirst: 9, missedSecond: 18, thrownOut: 2 },
        isFalseNameBelieved: true,
        stalled: { saidBytes: 4035584, isStopped: true },
      },
    },
    {
      server: "geventTidy",
      losses: {
        killed: { acknowledged: 205, readable: 0 },
        away: { said: 50, got: 0 },
        deadSocket: { others: 18, missedFirst: 0, missedSecond: 0, thrownOut: 0 },
        isFalseNameBelieved: true,
        stalled: { saidBytes: 4035584, isStopped: true },
      },
    },
    {
      server: "tornado",
      talks: [
        {
          inFlight: 1,
          deliveriesPerSecond: { median: 9480, min: 9120, max: 23000, timesShoal: { median: 0.176, min: 0.117, max: 0.588 } },
          cpuMicrosPerDelivery: { median: 31.7, min: 31.4, max: 40.8, timesShoal: { median: 5.8, min: 3.04, max: 8.58 } },
        },
        {
          inFlight: 8,
          deliveriesPerSecond: { median: 6840, min: 6170, max: 12200, timesShoal: { median: 0.0315, min: 0.0106, max: 0.0535 } },
          cpuMicrosPerDelivery: { median: 44.7, min: 41.7, max: 45.3, timesShoal: { median: 33, min: 23.5, max: 60.6 } },
        },
      ],
      bytesPerIdleSocket: { median: 13400, min: 12800, max: 13400, timesShoal: { median: 2.39, min: 2.19, max: 2.39 } },
      losses: {
        killed: { acknowledged: 213, readable: 0 },
        away: { said: 50, got: 0 },
        deadSocket: { others: 18, missedFirst: 0, missedSecond: 0, thrownOut: 0 },
        isFalseNameBelieved: true,
        stalled: { saidBytes: 16780288, isStopped: false },
      },
    },
    {
      server: "shoalPlain",
      talks: [
        {
          inFlight: 1,
          deliveriesPerSecond: { median: 22200, min: 12300, max: 37100, timesShoal: { median: 0.284, min: 0.158, max: 1.38 } },
          cpuMicrosPerDelivery: { median: 8.99, min: 7.5, max: 11.1, timesShoal: { median: 1.58, min: 0.863, max: 2.04 } },
        },
        {
          inFlight: 8,
          deliveriesPerSecond: { median: 215000, min: 83500, max: 403000, timesShoal: { median: 0.653, min: 0.187, max: 2.06 } },
          cpuMicrosPerDelivery: { median: 1.38, min: 1.28, max: 1.92, timesShoal: { median: 1.08, min: 1.02, max: 1.71 } },
        },
      ],
    },
    {
      server: "shoal",
      talks: [
        {
          inFlight: 1,
          deliveriesPerSecond: { median: 78200, min: 16100, max: 131000, timesShoal: { median: 1, min: 1, max: 1 } },
          cpuMicrosPerDelivery: { median: 5.42, min: 4.76, max: 10.4, timesShoal: { median: 1, min: 1, max: 1 } },
        },
        {
          inFlight: 8,
          deliveriesPerSecond: { median: 196000, min: 128000, max: 1150000, timesShoal: { median: 1, min: 1, max: 1 } },
          cpuMicrosPerDelivery: { median: 1.35, min: 0.748, max: 1.78, timesShoal: { median: 1, min: 1, max: 1 } },
        },
      ],
      bytesPerIdleSocket: { median: 5610, min: 5600, max: 5860, timesShoal: { median: 1, min: 1, max: 1 } },
      losses: {
        killed: { acknowledged: 200, readable: 200 },
        away: { said: 50, got: 50 },
        deadSocket: { others: 18, missedFirst: 0, missedSecond: 0, thrownOut: 0 },
        isFalseNameBelieved: false,
        stalled: { saidBytes: 16780288, isStopped: false },
      },
    },
  ],
};
