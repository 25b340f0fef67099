import { expect, test } from "bun:test";
import { SqliteDatabase } from "../database.ts";
import { rowOf, spanAt, spansSql } from "./spans.ts";

const [LOBBY, REEF] = [1, 2];

test("every place has a row of its own, and the rows of a log ascend with its places", () => {
  const index = emptyIndex();
  const rows = new Map<number, number[]>([
    [LOBBY, []],
    [REEF, []],
  ]);
  for (let seq = 3; seq < 20_000; seq += 7) for (const [logKey, own] of rows) own.push(rowOf(index, { logKey, seq }));
  for (const own of rows.values()) expect(own).toEqual(own.toSorted((one, other) => one - other));
  const all = [...rows.values()].flat();
  expect(new Set(all).size).toBe(all.length);
  expect(rowOf(index, { logKey: LOBBY, seq: 10 })).toBe(rows.get(LOBBY)?.[1] ?? 0);
  index.close();
});

test("a long log has few spans, and one whose head is known has one", () => {
  const index = emptyIndex();
  rowOf(index, { logKey: LOBBY, seq: 1 });
  rowOf(index, { logKey: LOBBY, seq: 5_000_000 });
  rowOf(index, { logKey: REEF, seq: 1, head: 5_000_000 });
  expect(spansOf(index, LOBBY)).toBeLessThan(12);
  rowOf(index, { logKey: REEF, seq: 6_000_000 });
  expect(spansOf(index, REEF)).toBe(1);
  expect(spanAt(index, REEF, 0)).toBeUndefined();
  index.close();
});

function emptyIndex(): SqliteDatabase {
  const index = new SqliteDatabase(":memory:");
  index.script(spansSql);
  return index;
}

function spansOf(index: SqliteDatabase, logKey: number): number {
  return index.one<{ count: number }>("SELECT count(*) AS count FROM spans WHERE log_key = ?", logKey)?.count ?? 0;
}
