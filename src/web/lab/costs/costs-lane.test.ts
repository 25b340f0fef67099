import { expect, test } from "bun:test";
import { noTraffic } from "../lanes/traffic.ts";
import { ratesBetween, wholeBytes } from "./costs-lane.ts";

const start = { atMs: 1_000, traffic: noTraffic, openMs: 500 };

test("a rate is of a second, however long the sample took", () => {
  const traffic = { requestCount: 10, upBytes: 100, upHeaderBytes: 400, downBytes: 300, downHeaderBytes: 200 };
  expect(ratesBetween(start, { atMs: 3_000, traffic, openMs: 1_500 })).toEqual({ bytes: 500, requests: 5, open: 0.5 });
  expect(wholeBytes(traffic)).toEqual({ up: 500, down: 500 });
});

test("two samples at the same moment have no rate", () => {
  expect(ratesBetween(start, { ...start, openMs: 600 })).toEqual({ bytes: 0, requests: 0, open: 0 });
});
