import { afterAll, beforeAll, expect, test } from "bun:test";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { LOBBY_ID } from "../../src/client/index.ts";
import { CONTROL_SOCKET, controlPaths } from "../../src/protocol/control.ts";
import { paths } from "../../src/protocol/http.ts";
import { eventually } from "../support/eventually.ts";
import { type MetricFamily, metricValue, parseMetrics } from "../support/metrics-text.ts";
import { enter } from "../support/people.ts";
import { PlainClient } from "../support/plain-client.ts";
import { runShoal, ServerProcess } from "../support/server-process.ts";

let server: ServerProcess;

beforeAll(async () => {
  // SIGXFSZ ends a process that does not ignore it; with it ignored, a write beyond the limit of a file fails as on a full disk.
  const flags = ["--metrics-from", "127.0.0.1", "--log", "json", "--log-level", "debug"];
  server = await ServerProcess.start({ flags, prelude: "trap '' XFSZ" });
});

afterAll(() => server[Symbol.asyncDispose]());

async function metrics(): Promise<ReadonlyMap<string, MetricFamily>> {
  return parseMetrics(await (await fetch(`${server.url}/metrics`)).text());
}

const ready = () => fetch(`${server.url}/readyz`);

test("figures move as they should", async () => {
  const before = await metrics();
  (await enter(server.url, "eve"))[Symbol.dispose]();
  using ann = await enter(server.url, "ann");
  using ben = await enter(server.url, "ben");
  using plain = await PlainClient.open(server.url, "/ws/cat");
  for (let count = 0; count < 7; count += 1) await ann.client.send(LOBBY_ID, `message ${count}`);
  await eventually(() => expect(ben.texts(LOBBY_ID)).toHaveLength(7));
  for (let count = 0; count < 3; count += 1) {
    expect((await fetch(server.url + paths.sessions, { headers: { Authorization: "Bearer none" } })).status).toBe(401);
  }
  expect((await fetch(server.url + paths.health, { method: "PUT" })).status).toBe(405);
  const oldUploader = { Authorization: `Bearer ${ann.token}`, "Tus-Resumable": "0.1" };
  expect((await fetch(server.url + paths.uploads, { method: "POST", headers: oldUploader })).status).toBe(412);
  const after = await metrics();
  const grownBy = (name: string, labels?: Record<string, string>): number =>
    metricValue(after, name, labels) - metricValue(before, name, labels);
  expect(grownBy("shoal_posts_total")).toBe(7);
  expect(grownBy("shoal_deliveries_total")).toBeGreaterThanOrEqual(7 * 3);
  expect(grownBy("shoal_sign_ins_total")).toBe(3);
  expect(grownBy("shoal_connections_ended_total", { by: "client" })).toBe(1);
  expect(grownBy("shoal_refusals_total", { code: "unauthenticated" })).toBe(3);
  expect(grownBy("shoal_refusals_total", { code: "method-not-allowed" })).toBe(1);
  expect(grownBy("shoal_refusals_total", { code: "upload-version-unsupported" })).toBe(1);
  expect(grownBy("shoal_refusals_total", { code: "internal" })).toBe(0);
  expect(grownBy("shoal_connections", { transport: "websocket" })).toBe(2);
  expect(grownBy("shoal_connections", { transport: "plain" })).toBe(1);
  expect(grownBy("shoal_users_online")).toBeGreaterThanOrEqual(2);
  expect(grownBy("shoal_commit_seconds_count")).toBeGreaterThanOrEqual(7);
  expect(grownBy("shoal_commit_calls_sum")).toBeGreaterThanOrEqual(grownBy("shoal_commit_calls_count"));
  expect(metricValue(after, "shoal_storage_bytes", { part: "wal" })).toBe(statSync(join(server.dataFolder, "shoal.db-wal")).size);
  expect(after.get("shoal_blackout_seconds")?.samples).toEqual([]); // no server has run here before
  expect(plain.closed).toBeUndefined();
});

test("what watches from elsewhere, by a proxy or from a page gets 404, and the machine's own user the same text by the socket", async () => {
  for (const name of ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"]) {
    const answer = await fetch(`${server.url}/metrics`, { headers: { [name]: "127.0.0.1" } });
    expect({ name, status: answer.status, body: await answer.json() }).toMatchObject({
      status: 404,
      body: { error: "not-found" },
    });
  }
  await using unnamed = await ServerProcess.start();
  expect((await fetch(`${unnamed.url}/metrics`)).status).toBe(404);
  const bySocket = () => fetch(`http://shoal${controlPaths.metrics}`, { unix: join(unnamed.dataFolder, CONTROL_SOCKET) });
  expect(parseMetrics(await (await bySocket()).text()).size).toBe((await metrics()).size);
  await using command = runShoal(["metrics", "--data", unnamed.dataFolder]);
  expect(await command.exited).toBe(0);
  expect(metricValue(parseMetrics(command.stdout), "shoal_build_info", { version: packageJson.version })).toBe(1);

  await unnamed.terminate();
  await unnamed.restart();
  const families = parseMetrics(await (await bySocket()).text());
  expect(metricValue(families, "shoal_blackout_seconds")).toBeGreaterThan(0);
  expect(metricValue(families, "shoal_blackout_uncertainty_seconds")).toBe(0);
  await unnamed.terminate();
  await using without = runShoal(["metrics", "--data", unnamed.dataFolder]);
  expect(await without.exited).toBe(1);
  expect(without.stderr).toStartWith("shoal: no server runs on the data folder");
});

test("every line of the log is one JSON object, from the start on, and debug names no one", async () => {
  const dan = await enter(server.url, "dan");
  await dan.client.send(LOBBY_ID, "a text of dan's");
  dan[Symbol.dispose]();
  await eventually(() => expect(server.log).toContain("connection closed"));
  const lines = server.log.trimEnd().split("\n");
  const entries = lines.map((line) => JSON.parse(line) as { message: string; level: string; fields?: Record<string, unknown> });
  const entry = (message: string) => entries.find((each) => each.message === message);
  expect(entries[0]).toMatchObject({ level: "info", message: "starting" });
  expect(entries[0]?.fields).toMatchObject({ version: packageJson.version, data: server.dataFolder, guests: true, push: false });
  expect(entry("ready")?.fields).toMatchObject({ url: server.url, ms: expect.any(Number), schema: expect.any(Number) });
  expect(entry("connection opened")?.fields).toEqual({ id: expect.any(Number), transport: "websocket" });
  expect(entry("refused")).toMatchObject({ level: "debug", fields: { code: "unauthenticated" } });
  for (const secret of ["a text of", dan.user.id, dan.sessionId, dan.token]) expect(server.log).not.toContain(secret);
});

test("a full disk makes the server unready, room makes it ready, and a database that is gone unready for good", async () => {
  const isReady = { status: "ready" };
  const isNot = { status: "unavailable", reason: "nothing can be stored" };
  expect(await (await ready()).json()).toEqual(isReady);
  const limitFiles = (size: number | "unlimited"): void => {
    expect(Bun.spawnSync(["prlimit", "--pid", String(server.pid), `--fsize=${size}:unlimited`]).exitCode).toBe(0);
  };
  limitFiles(1);
  await eventually(async () => expect((await ready()).status).toBe(503));
  expect(await (await ready()).json()).toEqual(isNot);
  expect((await fetch(server.url + paths.health)).status).toBe(200);
  limitFiles("unlimited");
  await eventually(async () => expect((await ready()).status).toBe(200));
  expect((await metrics()).get("shoal_commit_seconds")).toBeDefined();

  rmSync(join(server.dataFolder, "shoal.db-wal"));
  await eventually(async () => expect((await ready()).status).toBe(503));
  expect(await (await ready()).json()).toEqual(isNot);
});
