import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { limits } from "./protocol/limits.ts";
import { UPLOAD_BYTES_DEFAULT, UPLOAD_BYTES_MAX } from "./server/config.ts";

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

test("[P81a] the command's bounds of a file are those of the protocol", () => {
  expect([UPLOAD_BYTES_DEFAULT, UPLOAD_BYTES_MAX]).toEqual([limits.uploadBytesMax, limits.fileBytesPerUserMax]);
});
