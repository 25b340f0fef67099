import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { eventually } from "../../../test/support/eventually.ts";
import { HashingThreads } from "./hashing-threads.ts";

const PASSWORD = "correct horse battery";

test("passwords are hashed two at a time, and the threads go on with the next", async () => {
  const threads = new HashingThreads();
  const [hash, other] = await Promise.all([threads.hash(PASSWORD), threads.hash(PASSWORD)]);
  expect(other).not.toBe(hash);
  expect(await Promise.all([threads.verify(PASSWORD, hash), threads.verify("a wrong one", hash)])).toEqual([true, false]);
});

test.if(process.platform === "linux")(
  "only the hashing threads have a low priority, and they end when they are idle",
  async () => {
    const formerCount = lowPriorityCount();
    const threads = new HashingThreads(1_000);
    await threads.hash(PASSWORD);
    expect(lowPriorityCount()).toBeGreaterThan(formerCount);
    expect(priorityOf(process.pid)).toBe(0);
    await eventually(() => expect(lowPriorityCount()).toBeLessThanOrEqual(formerCount));
    expect(await threads.hash(PASSWORD)).toStartWith("$argon2id$");
  },
);

test.if(process.platform === "linux")("a server whose own priority is lower, and may not be raised, hashes too", () => {
  const threads = new URL("./hashing-threads.ts", import.meta.url).pathname;
  const program = `const { HashingThreads } = await import(${JSON.stringify(threads)});
    console.log((await new HashingThreads().hash("correct horse battery")).slice(0, 10));
    process.exit(0);`;
  const powerless = process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-sys_nice", "--inh-caps=-sys_nice"] : [];
  const { stdout, stderr } = Bun.spawnSync([...powerless, "nice", "-n", "10", process.execPath, "-e", program]);
  expect([stdout.toString(), stderr.toString()]).toEqual(["$argon2id$\n", ""]);
});

test("a thread that dies refuses its own call, without the password, and another one takes the next", async () => {
  const threads = new HashingThreads();
  const hash = await threads.hash(PASSWORD);
  const other = threads.verify(PASSWORD, hash);
  const error = await threads.verify(PASSWORD, "$argon2id$v=19$m=1").catch((caught: unknown) => caught as Error);
  expect(error).toMatchObject({ code: "unavailable" });
  expect(Bun.inspect(error)).not.toContain(PASSWORD);
  expect(await other).toBe(true);
  expect(await threads.verify(PASSWORD, hash)).toBe(true);
});

function lowPriorityCount(): number {
  return readdirSync("/proc/self/task").filter((thread) => priorityOf(thread) === 5).length;
}

function priorityOf(thread: string | number): number {
  const fields = readFileSync(`/proc/self/task/${thread}/stat`, "utf8").replace(/^.*\) /s, "");
  return Number(fields.split(" ")[16]);
}
