import { expect, test } from "bun:test";
import { SQL } from "bun";
import { PostgresServer } from "../support/postgres-server.ts";

test("a server that was killed has what it acknowledged, and fresh databases are apart", async () => {
  await using server = await PostgresServer.start();
  const one = await server.createDatabase();
  await ask(one, "CREATE TABLE fish (name text)");
  await ask(one, "INSERT INTO fish VALUES ('小鱼')");
  await server.kill();
  expect(ask(one, "SELECT 1")).rejects.toThrow();
  await server.restart();
  expect(await ask(one, "SELECT name FROM fish")).toEqual([{ name: "小鱼" }]);
  const other = await server.createDatabase();
  expect(await ask(other, "SELECT to_regclass('fish') AS it")).toEqual([{ it: null }]);
});

test("a synchronous standby has every commit when its primary was killed", async () => {
  await using primary = await PostgresServer.start();
  const database = await primary.createDatabase();
  await ask(database, "CREATE TABLE fish (name text)");
  await using standby = await primary.standby();
  await ask(database, "INSERT INTO fish VALUES ('cod')");
  await primary.kill();
  await standby.promote();
  const copy = standby.urlOf("test_1");
  await ask(copy, "INSERT INTO fish VALUES ('eel')");
  expect(await ask(copy, "SELECT name FROM fish ORDER BY name")).toEqual([{ name: "cod" }, { name: "eel" }]);
});

test("a paused server answers when it is resumed", async () => {
  await using server = await PostgresServer.start();
  server.pause();
  const answer = ask(server.url, "SELECT 1 AS it");
  expect(await Promise.race([answer, Bun.sleep(100)])).toBeUndefined();
  server.resume();
  expect(await answer).toEqual([{ it: 1 }]);
});

async function ask(url: string, statement: string): Promise<unknown[]> {
  const sql = new SQL(url, { max: 1 });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.close();
  }
}
