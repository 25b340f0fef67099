import { expect, test } from "bun:test";
import { statementOf } from "./statement.ts";

test("parameters have numbers, names keep their case, and hints to SQLite go", () => {
  expect(
    statementOf("SELECT read_seq AS readSeq FROM memberships INDEXED BY listed_memberships WHERE user_key = ? AND seq > ?"),
  ).toBe('SELECT read_seq AS "readSeq" FROM memberships WHERE user_key = $1 AND seq > $2');
  expect(statementOf("UPDATE users SET a = ?1 WHERE key = ?2 AND a <> ?1")).toBe(
    "UPDATE users SET a = $1 WHERE key = $2 AND a <> $1",
  );
});

test("texts and quoted names stay as they are", () => {
  const sql = `SELECT 'a ? camelCase ''x''' AS "end", json_remove(rules, '$.retentionDays') FROM rooms`;
  expect(statementOf(sql)).toBe(sql);
});
