import { rm } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";

// The server as JavaScript, for tests, which start it hundreds of times: reading its TypeScript is a part of each start. `bin/shoal` runs the source.

const root = dirname(import.meta.dir);
const outputFolder = join(root, "dist/server");
/** What a module names by where it lies: a thread, or a folder. All of the bundle's files lie side by side. */
const neighbour = /new URL\("(\.{1,2}\/[^"]+)", import\.meta\.url\)/g;

const threads = await threadsOf(join(root, "src"));
const names = new Set(threads.map(builtName));
if (names.size !== threads.length || names.has("main.js")) throw new Error("Each thread needs a file name of its own.");

await rm(outputFolder, { recursive: true, force: true });
await Bun.build({
  entrypoints: [join(root, "src/main.ts"), ...threads],
  outdir: outputFolder,
  naming: "[name].[ext]",
  target: "bun",
  // A command loads what it needs and nothing else, as from the source.
  splitting: true,
  plugins: [
    {
      name: "neighbours",
      setup(build) {
        build.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
          const text = await Bun.file(path).text();
          const contents = text.replace(neighbour, (_whole, named: string) => {
            const file = join(dirname(path), named);
            const there = threads.includes(file) ? `./${builtName(file)}` : relative(outputFolder, file);
            return `new URL("${there}", import.meta.url)`;
          });
          return { loader: "ts", contents };
        });
      },
    },
  ],
});
console.log("Built the server: dist/server.");

async function threadsOf(folder: string): Promise<string[]> {
  const files = new Set<string>();
  for await (const path of new Bun.Glob("**/*.ts").scan({ cwd: folder, absolute: true })) {
    if (/\.test\.ts$|\/testing\//.test(path)) continue;
    for (const [, named = ""] of (await Bun.file(path).text()).matchAll(neighbour))
      if (named.endsWith(".ts")) files.add(join(dirname(path), named));
  }
  return [...files].sort();
}

function builtName(thread: string): string {
  return `${basename(thread, ".ts")}.js`;
}
