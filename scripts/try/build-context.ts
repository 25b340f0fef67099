import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The files below `root` that .dockerignore lets into an image, by their paths. The last line that fits decides. */
export function buildContext(root: string): string[] {
  const rules = readFileSync(join(root, ".dockerignore"), "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({ isException: line.startsWith("!"), glob: new Bun.Glob(line.replace(/^!/, "")) }));
  return filesBelow(root, "").filter((path) => {
    const above = path.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
    const rule = rules.findLast(({ glob }) => above.some((each) => glob.match(each)));
    return rule === undefined || rule.isException;
  });
}

/** The packages and the history are left out in any case: they are many. */
const skipped = new Set(["node_modules", ".git"]);

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return skipped.has(entry.name) ? [] : filesBelow(root, path);
  });
}
