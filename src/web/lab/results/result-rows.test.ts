import { expect, test } from "bun:test";
import type { Compared, PeerFigures, ServerFigures } from "./peer-figures.ts";
import { costRows, lossRows, shownInFlight, summaryOf } from "./result-rows.ts";

const spread = (value: number) => ({ median: value, min: value, max: value });
const compared = (value: number, times: number): Compared => ({ ...spread(value), timesShoal: spread(times) });

function server(name: ServerFigures["server"], times: number, readable: number): ServerFigures {
  const talk = (inFlight: number) => ({
    inFlight,
    deliveriesPerSecond: compared(1_000 * inFlight, 1 / times),
    cpuMicrosPerDelivery: compared(10 * times, times),
  });
  return {
    server: name,
    talks: [talk(1), talk(100), talk(10)],
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
  rounds: 0,
  membersOfTalk: 0,
  idleSockets: 0,
  awayMs: 0,
  machine: { processor: "", cores: 0, system: "" },
  versions: { python: "", gevent: "", geventWebSocket: "", tornado: "", bun: "" },
  loadAverage: { before: 0, after: 0 },
  servers: [],
};

test("without figures there is nothing to say", () => {
  expect([costRows(nothing), lossRows(nothing), shownInFlight(nothing), summaryOf(nothing)]).toEqual([[], [], 0, undefined]);
  expect(summaryOf({ ...nothing, servers: [server("gevent", 2, 0)] })).toBeUndefined();
  expect(costRows({ ...nothing, servers: [{ server: "shoal" }] })).toEqual([]);
});

test("the sentence has the range of the servers that tutorials teach, the tables have the busiest talk", () => {
  const servers = [server("gevent", 4, 0), server("tornado", 2, 10), server("shoalPlain", 9, 200), server("shoal", 1, 200)];
  const figures = { ...nothing, servers };
  expect(summaryOf(figures)).toEqual({ timesCpu: [2, 4], keptPercent: 5, keptByShoalPercent: 100 });
  expect(costRows(figures).map((row) => row.deliveriesPerSecond?.median)).toEqual([100_000, 100_000, 100_000, 100_000]);
  expect([shownInFlight(figures), lossRows(figures)[1]?.losses.killed.readable]).toEqual([100, 10]);
});
