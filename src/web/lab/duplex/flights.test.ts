import { expect, test } from "bun:test";
import { fromZero, mostInFlight, wholeMs } from "./flights.ts";

test("one after the other there is one in flight, also when the next goes in the same moment", () => {
  const inTurn = [0, 5, 10].map((sentMs) => ({ sentMs, backMs: sentMs + 5 }));
  expect(mostInFlight(inTurn)).toBe(1);
  expect(wholeMs(inTurn)).toBe(15);
});

test("those that overlap are counted together, in whatever order they come back", () => {
  const flights = [
    { sentMs: 10, backMs: 40 },
    { sentMs: 12, backMs: 20 },
    { sentMs: 20, backMs: 30 },
    { sentMs: 25, backMs: 60 },
  ];
  expect(mostInFlight(flights)).toBe(3);
  expect(wholeMs(flights)).toBe(50);
  expect(fromZero(flights)[0]).toEqual({ sentMs: 0, backMs: 30 });
});

test("without a message nothing is in flight", () => {
  expect([mostInFlight([]), wholeMs([]), fromZero([])]).toEqual([0, 0, []]);
});
