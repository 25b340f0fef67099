import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** Builds Shoal as one file for this machine, as `npm run build-executable` does; with `source`, of another copy of the source. */
export async function buildExecutable(outputFile: string, source?: string): Promise<void> {
  const copy = source === undefined ? [] : ["--source", source];
  const child = Bun.spawn(["scripts/bun", "scripts/build-executable.ts", "--out", outputFile, ...copy], {
    cwd: project,
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const complaint = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(`The executable could not be built: ${complaint}`);
}
