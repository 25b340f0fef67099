import type { PeerFigures } from "./peer-figures.ts";

/** Written by `npm run bench -- articles --write`, never by hand. bench/README.md says what was measured, and how. */
export const figures: PeerFigures = {
  measuredOn: "2026-11-28",
  rounds: { talk: 7, idle: 2 },
  membersOfTalk: 1000,
  idleSockets: 5000,
  awayMs: 5000,
  machine: { processor: "Intel(R) Xeon(R) Processor", cores: 2, system: "Debian GNU/Linux 12 (bookworm)" },
  versions: { python: "3.11.2", gevent: "22.10.2", geventWebSocket: "0.10.1", tornado: "6.2", bun: "1.4.5" },
  loadAverage: { before: 6.2, after: 19.6 },
  servers: [
    {
      server: "gevent",
      talks: [
        {
          inFlight: 1,
          deliveriesPerSecond: { median: 15800, min: 8280, max: 63500, timesShoal: { median: 0.855, min: 0.275, max: 2.74 } },
          cpuMicrosPerDelivery: { median: 10.3, min: 8.46, max: 14.2, timesShoal: { median: 1.22, min: 0.851, max: 1.84 } },
        },
        {
          inFlight: 8,
          deliveriesPerSecond: { median: 16000, min: 7060, max: 85000, timesShoal: { median: 0.132, min: 0.0486, max: 0.75 } },
          cpuMicrosPerDelivery: { median: 10.4, min: 6.78, max: 12.9, timesShoal: { median: 6.33, min: 4.44, max: 10.6 } },
        },
      ],
      bytesPerIdleSocket: { median: 21500, min: 21200, max: 21800, timesShoal: { median: 3.45, min: 3.06, max: 3.84 } },
      losses: {
        killed: { acknowledged: 215, readable: 0 },
        away: { said: 50, got: 0 },
        deadSocket: { others: 18, missedFirst: 9, missedSecond: 18, thrownOut: 2 },
        isFalseNameBelieved: true,
        stalled: { saidBytes: 4014080, isStopped: true },
      },
    },
    {
      server: "geventTidy",
      losses: {
        killed: { acknowledged: 201, readable: 0 },
        away: { said: 50, got: 0 },
        deadSocket: { others: 18, missedFirst: 0, missedSecond: 0, thrownOut: 0 },
        isFalseNameBelieved: true,
        stalled: { saidBytes: 4028416, isStopped: true },
      },
    },
    {
      server: "tornado",
      talks: [
        {
          inFlight: 1,
          deliveriesPerSecond: { median: 5370, min: 4820, max: 15400, timesShoal: { median: 0.265, min: 0.178, max: 0.665 } },
          cpuMicrosPerDelivery: { median: 40, min: 33, max: 41.5, timesShoal: { median: 4.27, min: 3.23, max: 5.37 } },
        },
        {
          inFlight: 8,
          deliveriesPerSecond: { median: 4210, min: 4180, max: 22000, timesShoal: { median: 0.0354, min: 0.0288, max: 0.194 } },
          cpuMicrosPerDelivery: { median: 41.9, min: 32.2, max: 53.3, timesShoal: { median: 27.9, min: 21.1, max: 38.3 } },
        },
      ],
      bytesPerIdleSocket: { median: 13400, min: 13400, max: 13400, timesShoal: { median: 2.15, min: 1.88, max: 2.43 } },
      losses: {
        killed: { acknowledged: 203, readable: 0 },
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
          deliveriesPerSecond: { median: 17100, min: 10500, max: 26900, timesShoal: { median: 0.921, min: 0.349, max: 1.19 } },
          cpuMicrosPerDelivery: { median: 11, min: 8.93, max: 16.8, timesShoal: { median: 1.19, min: 0.997, max: 2.17 } },
        },
        {
          inFlight: 8,
          deliveriesPerSecond: { median: 131000, min: 74000, max: 161000, timesShoal: { median: 1.02, min: 0.509, max: 1.4 } },
          cpuMicrosPerDelivery: { median: 1.67, min: 1.36, max: 2.48, timesShoal: { median: 1.12, min: 0.981, max: 1.35 } },
        },
      ],
    },
    {
      server: "shoal",
      talks: [
        {
          inFlight: 1,
          deliveriesPerSecond: { median: 22600, min: 15600, max: 30100, timesShoal: { median: 1, min: 1, max: 1 } },
          cpuMicrosPerDelivery: { median: 8.42, min: 7.61, max: 10.3, timesShoal: { median: 1, min: 1, max: 1 } },
        },
        {
          inFlight: 8,
          deliveriesPerSecond: { median: 124000, min: 108000, max: 155000, timesShoal: { median: 1, min: 1, max: 1 } },
          cpuMicrosPerDelivery: { median: 1.53, min: 1.21, max: 1.84, timesShoal: { median: 1, min: 1, max: 1 } },
        },
      ],
      bytesPerIdleSocket: { median: 6320, min: 5520, max: 7120, timesShoal: { median: 1, min: 1, max: 1 } },
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
