import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { problemCures } from "./problem-kinds.ts";
import { feedDamages } from "./testing/feed-damages.ts";
import { fileDamages, searchDamages } from "./testing/file-damages.ts";
import { logDamages } from "./testing/log-damages.ts";
import { tableDamages } from "./testing/table-damages.ts";

const operating = readFileSync(fileURLToPath(new URL("../../../docs/operating.md", import.meta.url)), "utf8");

test("every kind of problem has a planted damage and a place in docs/operating.md", () => {
  const kinds = Object.keys(problemCures);
  const planted = new Set<string>(
    [logDamages, tableDamages, feedDamages, fileDamages, searchDamages].flat().flatMap((damage) => damage.kinds),
  );
  // A page of zeros is planted by itself: what cannot be read any more is more than one place.
  planted.add("unreadable");
  expect(kinds.filter((kind) => !planted.has(kind))).toEqual([]);
  expect(kinds.filter((kind) => !operating.includes(`\`${kind}\``))).toEqual([]);
});
