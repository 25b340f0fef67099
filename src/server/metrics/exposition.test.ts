import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { metricValue, parseMetrics } from "../../../test/support/metrics-text.ts";
import { Tally } from "../storage/tally.ts";
import { Exposition } from "./exposition.ts";
import { numberFamilies, tallyFamilies } from "./families.ts";
import type { Figures } from "./figures.ts";

function figures(changes: Partial<Figures> = {}): Figures {
  return {
    status: {
      ...{ version: "0.1.0", startedAt: 1_900_000_000_500, onlineUsers: 3, connections: { websocket: 2 } },
      ...{ memory: { residentBytes: 1_000, heapBytes: 100 }, eventLoopDelay: { meanMs: 1.5, maxMs: 20 } },
    },
    stored: {
      data: { databaseBytes: 1, walBytes: 2, searchBytes: 3, fileBytes: 4, freeBytes: 5 },
      counts: { users: 1, accounts: 2, rooms: 3, messages: 4, sessions: 5 },
    },
    ...{ deliveryCount: 10, postCount: 5, signInCount: 2, refusalCounts: new Map([["not-found", 7]]), endCounts: new Map() },
    load: {
      waiting: { writer: 1, reader: 2, pages: 3, search: 4 },
      ...{ commitMs: new Tally([1, 10]), callsPerCommit: new Tally([1, 2]), searchLagMs: 250 },
    },
    ...{ pushCount: 6, catchingUpCount: 0, congestedCount: 1, waitingBytes: 99, cpuSeconds: 0.25 },
    blackout: { ms: 61_000, uncertainMs: 60_000 },
    bus: { isConnected: true, sentCount: 8, receivedCount: 16, droppedCounts: { unconnected: 1, full: 0, invalid: 3 } },
    ...changes,
  };
}

async function parsed(given: Figures) {
  return parseMetrics(await new Exposition(given).text(given));
}

test("the text is what Prometheus reads, with every family in it", async () => {
  const exposition = new Exposition(figures());
  expect(exposition.contentType).toStartWith("text/plain; version=0.0.4");
  const families = parseMetrics(await exposition.text(figures()));
  expect([...families.keys()]).toEqual([...Object.keys(numberFamilies), ...Object.keys(tallyFamilies)]);
  expect(metricValue(families, "shoal_posts_total")).toBe(5);
  expect(metricValue(families, "process_start_time_seconds")).toBe(1_900_000_000.5);
  expect(metricValue(families, "shoal_refusals_total", { code: "not-found" })).toBe(7);
  expect(metricValue(families, "shoal_refusals_total", { code: "internal" })).toBe(0);
  expect(metricValue(families, "shoal_connections", { transport: "websocket" })).toBe(2);
  expect(metricValue(families, "shoal_connections", { transport: "plain" })).toBe(0);
  expect(metricValue(families, "shoal_nodes")).toBe(1);
  expect(metricValue(families, "shoal_queue_length", { queue: "push" })).toBe(6);
  expect(metricValue(families, "shoal_event_loop_delay_seconds", { stat: "max" })).toBe(0.02);
  expect(metricValue(families, "shoal_blackout_uncertainty_seconds")).toBe(60);
  expect(metricValue(families, "shoal_bus_connected")).toBe(1);
  expect(metricValue(families, "shoal_bus_messages_total", { direction: "in" })).toBe(16);
  expect(metricValue(families, "shoal_bus_dropped_total", { reason: "invalid" })).toBe(3);
});

test("a total is told anew each time, and not added up", async () => {
  const exposition = new Exposition(figures());
  for (const postCount of [5, 5, 8]) {
    const families = parseMetrics(await exposition.text(figures({ postCount })));
    expect(metricValue(families, "shoal_posts_total")).toBe(postCount);
  }
});

test("what is not known is left out, and not told as 0", async () => {
  const families = await parsed(figures({ stored: undefined, blackout: undefined, bus: undefined }));
  const empty = [...families.values()].filter(({ samples }) => samples.length === 0).map(({ name }) => name);
  expect(empty).toEqual([
    ...["shoal_blackout_seconds", "shoal_blackout_uncertainty_seconds"],
    ...["shoal_bus_connected", "shoal_bus_messages_total", "shoal_bus_dropped_total"],
    ...["shoal_storage_bytes", "shoal_disk_free_bytes", "shoal_stored"],
  ]);
});

test("a tally is a cumulative histogram, in seconds", async () => {
  const commitMs = new Tally([1, 10]);
  for (const ms of [0.5, 1, 4, 10, 300]) commitMs.add(ms);
  const families = await parsed(figures({ load: { ...figures().load, commitMs } }));
  const buckets = families.get("shoal_commit_seconds")?.samples.map(({ labels, value }) => [labels.le, value]);
  expect(buckets?.slice(0, 3)).toEqual([
    ["0.001", 2],
    ["0.01", 4],
    ["+Inf", 5],
  ]);
  expect(metricValue(families, "shoal_commit_seconds_sum")).toBeCloseTo(0.3155);
});

test("an operator finds every metric in docs/operating.md, and no other", () => {
  const document = readFileSync(new URL("../../../docs/operating.md", import.meta.url), "utf8");
  const section = document.slice(document.indexOf("## Metrics"), document.indexOf("### Alerts"));
  const documented = [...section.matchAll(/^\| `([a-z_]+)/gm)].map(([, name]) => name);
  expect(documented.toSorted()).toEqual([...Object.keys(numberFamilies), ...Object.keys(tallyFamilies)].toSorted());
});
