import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tabs } from "../src/web/lab/tab-list.ts";

const root = join(import.meta.dir, "..");
const document = readFileSync(join(root, "docs/articles.md"), "utf8");
const rows = document.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| what it says"));

test("every row of the articles' table names a place that is there, and a test that is there", () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) {
    const [, place = "", proof = ""] = row.split(" | ");
    expect([row, place.length > 0]).toEqual([row, true]);
    const tests = [...proof.matchAll(/\[(.+?)\]\(\.\.\/(.+?\.test\.ts)\)/g)];
    expect([row, tests.length > 0]).toEqual([row, true]);
    for (const [, title = "", file = ""] of tests) {
      expect([title, readFileSync(join(root, file), "utf8").includes(title)]).toEqual([title, true]);
    }
  }
});

test("every tab, page and file that the table names exists, and every tab has a row", () => {
  const named = new Set([...document.matchAll(/`\/lab#([\w-]+)`/g)].map(([, id = ""]) => id));
  expect([...named].sort()).toEqual(tabs.map(({ id }) => id).sort());
  for (const [, page = ""] of document.matchAll(/`\/examples\/([\w.-]+)`/g)) {
    expect([page, existsSync(join(root, "examples/pages", page))]).toEqual([page, true]);
  }
  for (const [, path = ""] of document.matchAll(/\]\(\.\.\/([^)#]+)/g)) {
    expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  }
});
