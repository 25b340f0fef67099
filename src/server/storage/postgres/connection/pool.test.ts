import { expect, test } from "bun:test";
import { PostgresServer } from "../../../../../test/support/postgres-server.ts";
import { Pool } from "./pool.ts";

test("a statement that was given up does not run after the next one, and is a trouble that can pass", async () => {
  await using server = await PostgresServer.start();
  const pool = new Pool(server.url, 2, 400);
  await pool.all("CREATE TABLE given (value TEXT)", []);
  const slow = pool.all("INSERT INTO given SELECT 'late' FROM (SELECT pg_sleep(2)) AS sleep", []);
  expect(await slow.catch((error) => error)).toMatchObject({ name: "StatementError", state: "timeout", isConnectionLost: true });
  await pool.all("INSERT INTO given VALUES ('next')", []);
  await Bun.sleep(2_000);
  expect(await pool.all("SELECT value FROM given", [])).toEqual([{ value: "next" }]);
  await pool.close();
});

test("while Postgres does not answer, callers are told so in time; then all goes on", async () => {
  await using server = await PostgresServer.start();
  const pool = new Pool(server.url, 2, 300);
  await pool.all("SELECT 1", []);
  server.pause();
  for (let count = 0; count < 3; count += 1) {
    expect(await pool.all("SELECT 1", []).catch((error) => error)).toMatchObject({ state: "timeout" });
  }
  server.resume();
  for (let count = 0; ; count += 1) {
    const rows = await pool.all("SELECT 1 AS one", []).catch((error) => (count > 20 ? Promise.reject(error) : undefined));
    if (rows === undefined) continue;
    expect(rows).toEqual([{ one: 1 }]);
    break;
  }
  await pool.close();
});
