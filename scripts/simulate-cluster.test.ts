import { expect, test } from "bun:test";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("simulate-cluster.ts", import.meta.url));

async function simulated(...options: string[]): Promise<{ code: number; output: string; error: string }> {
  const child = Bun.spawn([process.execPath, script, ...options], { stdio: ["ignore", "pipe", "pipe"] });
  const [output, error] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, output, error };
}

test("a cluster is simulated with the measured costs, and what is used up first is named", async () => {
  const options = ["--people", "1000", "--rooms", "100x10", "--posts", "50", "--nodes", "2", "--seconds", "2"];
  const { code, output } = await simulated(...options);
  expect(code).toBe(0);
  expect(output).toContain("1,000 connected; rooms: 100 of 10; 2 nodes");
  expect(output).toMatch(/first to go {3}\S/);
});

test.each([
  [["--people", "many"], "--rooms is missing, such as --rooms 1000x20."],
  [["--rooms", "10"], "--rooms must be a whole number from 1 on."],
  [["--rooms", "10x10", "--posts=-1"], "--posts must be a number from 0 on."],
  [["--costs", "/missing.json"], "no such file"],
])("%j ends with a sentence and exit code 1", async (options, sentence) => {
  const { code, error } = await simulated(...options);
  expect(code).toBe(1);
  expect(error).toContain(sentence);
});
