import { basename, dirname, join } from "node:path";
import type { BuildConfig } from "bun";

/** What a module names by where it lies: a thread, or a folder. All of the bundle's files lie side by side. */
const neighbour = /new URL\("(\.{1,2}\/[^"]+)", import\.meta\.url\)/g;

/**
 * The options of `Bun.build` that every build of the server shares: the command and each thread as an entry, and the places by which they find
 * each other and the built page.
 *
 * @param root The project, or a copy of its source.
 * @param placeOf Where a folder that the source names lies for the built files, as a relative URL.
 */
export async function serverBundle(root: string, placeOf: (folder: string) => string): Promise<BuildConfig> {
  const threads = await threadsOf(join(root, "src"));
  const names = new Set(threads.map(builtName));
  if (names.size !== threads.length || names.has("main.js")) throw new Error("Each thread needs a file name of its own.");
  return {
    entrypoints: [join(root, "src/main.ts"), ...threads],
    naming: "[name].[ext]",
    target: "bun",
    // A command loads what it needs and nothing else, as from the source.
    splitting: true,
    plugins: [
      {
        name: "neighbours",
        setup(build) {
          build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
            const text = await Bun.file(path).text();
            const contents = text.replace(neighbour, (_whole, named: string) => {
              const file = join(dirname(path), named);
              const place = threads.includes(file) ? `./${builtName(file)}` : placeOf(file);
              return `new URL("${place}", import.meta.url)`;
            });
            return { loader: "ts", contents };
          });
        },
      },
    ],
  };
}

async function threadsOf(folder: string): Promise<string[]> {
  const files = new Set<string>();
  for await (const path of new Bun.Glob("**/*.ts").scan({ cwd: folder, absolute: true })) {
    if (/\.test\.ts$|[\\/]testing[\\/]/.test(path)) continue;
    for (const [, named = ""] of (await Bun.file(path).text()).matchAll(neighbour))
      if (named.endsWith(".ts")) files.add(join(dirname(path), named));
  }
  return [...files].sort();
}

function builtName(thread: string): string {
  return `${basename(thread, ".ts")}.js`;
}
