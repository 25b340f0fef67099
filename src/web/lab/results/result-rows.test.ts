import { expect, test } from "bun:test";
import type { Compared, PeerFigures, ServerFigures } from "./peer-figures.ts";
import { costRows, lossRows, summaryOf, talksOf } from "./result-rows.ts";

const spread = (value: number) => ({ median: value, min: value, max: value });
const compared = (value: number, times: number): Compared => ({ ...spread(value), timesShoal: spread(times) });

function server(name: ServerFigures["server"], times: number, readable: number): ServerFigures {
  const talk = (inFlight: number) => ({
    inFlight,
    deliveriesPerSecond: compared(1_000 * inFlight, 1 / times),
    cpuMicrosPerDelivery: compared(10, times * inFlight),
  });
  return {
    server: name,
    talks: [talk(8), talk(1)],
    losses: {
      killed: { acknowledged: 200, readable },
      away: { said: 50, got: 0 },
      deadSocket: { others: 4, missedFirst: 1, missedSecond: 2, thrownOut: 0 },
      stalled: { saidBytes: 1, isStopped: true },
      isFalseNameBelieved: true,
    },
  };
}

const nothing: PeerFigures = {
  measuredOn: "2030-01-01",
  rounds: { talk: 0, idle: 0 },
  membersOfTalk: 0,
  idleSockets: 0,
  awayMs: 0,
  machine: { processor: "", cores: 0, system: "" },
  versions: { python: "", gevent: "", geventWebSocket: "", tornado: "", bun: "" },
  loadAverage: { before: 0, after: 0 },
  servers: [],
};

test("without figures there is nothing to say", () => {
  expect([costRows(nothing), lossRows(nothing), talksOf(nothing), summaryOf(nothing)]).toEqual([[], [], [], undefined]);
  expect(summaryOf({ ...nothing, servers: [server("gevent", 2, 0)] })).toBeUndefined();
  expect(summaryOf({ ...nothing, servers: [server("shoal", 1, 200)] })).toBeUndefined();
  expect(costRows({ ...nothing, servers: [{ server: "shoal" }] })).toEqual([]);
});

test("the sentence has the range of the servers that tutorials teach, the table every talk from the quietest on", () => {
  const servers = [server("gevent", 4, 0), server("tornado", 2, 10), server("shoalPlain", 9, 200), server("shoal", 1, 200)];
  const figures = { ...nothing, servers: [...servers, { server: "geventTidy", bytesPerIdleSocket: compared(1, 1) } as const] };
  expect(summaryOf(figures)).toEqual({
    quietest: { inFlight: 1, least: 2, most: 4 },
    busiest: { inFlight: 8, least: 16, most: 32 },
    keptPercent: 5,
    keptByShoalPercent: 100,
  });
  const [gevent, , , , tidy] = costRows(figures);
  expect(gevent?.cpuMicrosPerDelivery.map((cpu) => cpu?.timesShoal.median)).toEqual([4, 32]);
  expect(tidy).toMatchObject({ cpuMicrosPerDelivery: [undefined, undefined], bytesPerIdleSocket: { median: 1 } });
});
