import { spawn } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { mutationsOf } from "./mutations.ts";

/*
 * `npm run mutants`: changes the code in one small way after the other, and tells which changes no test notices. Not part of `npm test`: all
 * of it takes hours, a sample minutes.
 */

interface Area {
  readonly source: string;
  /** Run one after the other until one fails: the quick ones first. */
  readonly tests: readonly (readonly string[])[];
}

const areas: Readonly<Record<string, Area>> = {
  gateway: {
    source: "src/server/gateway",
    tests: [
      ["src/server/gateway"],
      ["src/server/plain", "test/contract/websocket.test.ts"],
      ["test/contract/long-poll.test.ts", "test/contract/http-requests.test.ts"],
    ],
  },
  bus: {
    source: "src/server/bus",
    tests: [["src/server/bus"], ["test/contract/nats-bus.test.ts"], ["test/contract/notify-bus.test.ts"]],
  },
  storage: { source: "src/server/storage", tests: [["src/server/storage"]] },
  client: { source: "src/client", tests: [["src/client"], ["test/contract/websocket.test.ts", "test/contract/stream.test.ts"]] },
  protocol: {
    source: "src/protocol",
    tests: [["src/protocol"], ["src/client", "src/server/gateway"], ["test/contract/websocket.test.ts"]],
  },
};

const LANES = 2;
/** A test that the change keeps from ending is stopped after this; the change counts as noticed. */
const TEST_MS_MAX = 60_000;
const root = dirname(import.meta.dir);

const { values } = parseArgs({
  options: {
    area: { type: "string" },
    /** So many of each area, chosen by the seed; 0 is all. */
    sample: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
  },
});

interface Mutant {
  readonly area: Area;
  readonly file: string;
  readonly line: number;
  readonly what: string;
  readonly text: string;
}

const names = values.area === undefined ? Object.keys(areas) : values.area.split(",");
let isWhole = true;
for (const name of names) {
  const area = areas[name];
  if (area === undefined) throw new Error(`There is no area "${name}". Areas: ${Object.keys(areas).join(", ")}.`);
  const mutants = sampleOf(await mutantsOf(area), Number(values.sample), Number(values.seed));
  const survivors = await tryAll(mutants);
  isWhole &&= survivors.length === 0;
  for (const { file, line, what } of survivors) console.log(`survived: ${file}:${line} ${what}`);
  const killed = mutants.length - survivors.length;
  console.log(`${name}: ${killed} of ${mutants.length} noticed (${Math.round((100 * killed) / Math.max(1, mutants.length))} %)`);
}
process.exit(isWhole ? 0 : 1);

async function mutantsOf(area: Area): Promise<Mutant[]> {
  const files = (await readdir(join(root, area.source), { recursive: true }))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.includes("testing/"))
    .sort();
  const mutants: Mutant[] = [];
  for (const name of files) {
    const file = join(area.source, name);
    for (const mutation of mutationsOf(await readFile(join(root, file), "utf8"))) mutants.push({ area, file, ...mutation });
  }
  return mutants;
}

function sampleOf(mutants: readonly Mutant[], count: number, seed: number): readonly Mutant[] {
  if (count === 0 || count >= mutants.length) return mutants;
  const ranked = mutants.map((mutant, index) => ({ mutant, rank: Bun.hash(`${seed} ${index}`) }));
  return ranked
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, count)
    .map(({ mutant }) => mutant);
}

/** Each lane has a copy of the project of its own. */
async function tryAll(mutants: readonly Mutant[]): Promise<Mutant[]> {
  const waiting = [...mutants];
  const survivors: Mutant[] = [];
  async function runLane(): Promise<void> {
    const folder = await copyOfProject();
    try {
      for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
        if (!(await isNoticed(folder, mutant))) survivors.push(mutant);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  await Promise.all(Array.from({ length: LANES }, runLane));
  return survivors;
}

async function copyOfProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "shoal-mutants-"));
  for (const name of ["src", "test", "scripts", "bin"]) await cp(join(root, name), join(folder, name), { recursive: true });
  for (const name of ["node_modules", "package.json", "tsconfig.json", "PROTOCOL.md", "dist"]) {
    await symlink(join(root, name), join(folder, name));
  }
  return folder;
}

async function isNoticed(folder: string, { area, file, text }: Mutant): Promise<boolean> {
  const path = join(folder, file);
  const original = await readFile(path, "utf8");
  await writeFile(path, text);
  try {
    for (const tests of area.tests) if (!(await passes(folder, tests))) return true;
    return false;
  } finally {
    await writeFile(path, original);
  }
}

function passes(folder: string, tests: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(join(root, "scripts/bun"), ["test", "--bail", ...tests], {
      cwd: folder,
      stdio: "ignore",
      detached: true,
    });
    const timer = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, "SIGKILL"), TEST_MS_MAX);
    child.on("exit", (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
}
