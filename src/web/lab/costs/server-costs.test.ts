import { expect, test } from "bun:test";
import type { LabCosts } from "../../../protocol/lab.ts";
import { costsBetween } from "./server-costs.ts";

function costsWith(value: number): LabCosts {
  const each = {
    ...{ connections: value, held: value, queuedBytes: value, requests: value, framesUp: value, framesDown: value },
    ...{ bytesUp: value, bytesDown: value, headBytesUp: value, headBytesDown: value, cpuMs: value },
  };
  return {
    ...{ at: value, cpuUserMs: value, cpuSystemMs: value, rssBytes: value, queuedBytes: value },
    transports: { websocket: each, stream: each, "long-poll": each, poll: each },
  };
}

test("counters are told as what came up, everything else as it is", () => {
  const { transports, ...process } = costsBetween(costsWith(3), costsWith(10));
  expect(process).toEqual({ at: 7, cpuUserMs: 7, cpuSystemMs: 7, rssBytes: 10, queuedBytes: 10 });
  for (const each of Object.values(transports)) {
    const { connections, held, queuedBytes, ...counters } = each;
    expect([connections, held, queuedBytes]).toEqual([10, 10, 10]);
    expect(Object.values(counters)).toEqual(Array(8).fill(7));
  }
});
