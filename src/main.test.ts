import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const transpiler = new Bun.Transpiler({ loader: "ts" });

/** The files and packages that load with a file: its static imports, and theirs. */
function loadedWith(file: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  if (!file.endsWith(".ts")) return loaded;
  const { imports } = transpiler.scan(readFileSync(file, "utf8"));
  for (const { path, kind } of imports) {
    if (kind !== "import-statement") continue;
    loadedWith(path.startsWith(".") ? join(dirname(file), path) : path, loaded);
  }
  return loaded;
}

test("the command starts without the SDK, the server and valibot: each command loads its own", () => {
  const loaded = [...loadedWith(join(import.meta.dir, "main.ts"))].map((file) => file.replace(`${import.meta.dir}/`, ""));
  expect(loaded.filter((file) => /^(client|protocol|server\/main\.ts|valibot)/.test(file))).toEqual([]);
  expect(loaded).toContain("cli/chat/help.ts");
});
