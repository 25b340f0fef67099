import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { serverBundle } from "./server-bundle.ts";

const root = dirname(import.meta.dir);
const place = /new URL\("\.{1,2}\/[^"]+", import\.meta\.url\)/g;

test("every thread is an entry of the bundle", async () => {
  const { entrypoints } = await serverBundle(root, () => "");
  const names = entrypoints.map((path) => basename(path, ".ts"));
  expect(names).toEqual(
    expect.arrayContaining(["main", "writer", "reader", "search-thread", "hashing-thread", "connection-thread"]),
  );
  expect(entrypoints.filter((path) => !existsSync(path))).toEqual([]);
});

test("the server names places in the one form that its builds rewrite", async () => {
  const others: string[] = [];
  for await (const path of new Bun.Glob("{server,operator,command,cli}/**/*.ts").scan({ cwd: join(root, "src") })) {
    if (/\.test\.ts$|\/testing\//.test(path)) continue;
    const text = await Bun.file(join(root, "src", path)).text();
    if (/import\.meta|__dirname/.test(text.replace(place, ""))) others.push(path);
  }
  expect(others).toEqual([]);
});
