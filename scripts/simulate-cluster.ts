import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { costsFile, readCosts } from "../bench/cluster/costs.ts";
import { report } from "../bench/cluster/simulation/report.ts";
import { type Scenario, scenarios } from "../bench/cluster/simulation/scenario.ts";
import { simulate } from "../bench/cluster/simulation/simulation.ts";

/** `npm run simulate`: what a cluster of a size needs, and what gives out first. */
const usage = `npm run simulate -- [options]
  Without options: the scenarios of docs/cluster.md.
  --people N        connected people            --posts N      messages a second
  --rooms COUNTxMEMBERS[xSHARE] …               --verbs N      reactions, read markers, joins … a second
  --nodes N                                     --hellos N     connections that begin, a second
  --postgres-cores N                            --seconds N    to simulate
  --commit-ms N     of PostgreSQL's disk; as measured
  --costs FILE      measured by npm run bench -- cluster-costs --write (${costsFile})
  --scenario FILE   JSON, as bench/cluster/simulation/scenario.ts has it`;

const text = { type: "string" } as const;

const { values } = parseArgs({
  options: {
    ...{
      people: text,
      posts: text,
      verbs: text,
      hellos: text,
      nodes: text,
      seconds: text,
      "postgres-cores": text,
      "commit-ms": text,
    },
    ...{ costs: text, scenario: text, rooms: { type: "string", multiple: true }, help: { type: "boolean", default: false } },
  },
});

if (values.help) {
  console.log(usage);
  process.exit(0);
}

try {
  const costs = readCosts(values.costs);
  console.log(`Costs of ${costs.machine}.\n`);
  for (const scenario of asked()) console.log(`${report(scenario, await simulate(scenario, costs))}\n`);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exit(1);
}

function asked(): readonly Scenario[] {
  if (values.scenario !== undefined) return [JSON.parse(readFileSync(values.scenario, "utf8")) as Scenario];
  if (values.people === undefined && values.rooms === undefined) return scenarios;
  const rooms = (values.rooms ?? []).map((given) => {
    const [count, members, share] = given.split("x").map(Number);
    return {
      count: atLeast1(count, "--rooms"),
      members: atLeast1(members, "--rooms"),
      shareOfPosts: share ?? 1 / (values.rooms?.length ?? 1),
    };
  });
  if (rooms.length === 0) throw new Error("--rooms is missing, such as --rooms 1000x20.");
  return [
    {
      name: "As asked",
      people: number("people", Math.max(...rooms.map(({ members }) => members))),
      rooms,
      postsPerSecond: number("posts", 100),
      verbsPerSecond: number("verbs", 10),
      hellosPerSecond: number("hellos", 10),
      nodes: atLeast1(number("nodes", 3), "--nodes"),
      postgresCores: atLeast1(number("postgres-cores", 4), "--postgres-cores"),
      commitMs: values["commit-ms"] === undefined ? undefined : number("commit-ms", 1),
      seconds: atLeast1(number("seconds", 10), "--seconds"),
    },
  ];
}

function number(
  name: "people" | "posts" | "verbs" | "hellos" | "nodes" | "seconds" | "postgres-cores" | "commit-ms",
  otherwise: number,
): number {
  const given = values[name];
  const value = given === undefined ? otherwise : Number(given);
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} must be a number from 0 on.`);
  return value;
}

function atLeast1(value: number | undefined, name: string): number {
  if (value === undefined || !Number.isSafeInteger(value) || value < 1)
    throw new Error(`${name} must be a whole number from 1 on.`);
  return value;
}
