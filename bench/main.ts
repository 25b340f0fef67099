import { parseArgs } from "node:util";
import { articles } from "./articles.ts";
import { backup } from "./backup.ts";
import { bus } from "./bus.ts";
import {
  clusterAppends,
  clusterFanOut,
  clusterHints,
  clusterRest,
  clusterSimulation,
  clusterVerbs,
} from "./cluster/benchmarks.ts";
import { clusterCosts } from "./cluster/measure-costs.ts";
import { coldStart } from "./cold-start.ts";
import { durable } from "./durable.ts";
import { fanOut } from "./fan-out.ts";
import { files } from "./files.ts";
import { fold } from "./fold.ts";
import { history } from "./history.ts";
import { idle } from "./idle.ts";
import { page } from "./page.ts";
import { revocation } from "./revocation.ts";
import { search } from "./search.ts";
import { signIns } from "./sign-ins.ts";
import { pinGenerator } from "./support/server-process.ts";
import { transports } from "./transports.ts";
import { uploads } from "./uploads.ts";

const benchmarks = [
  fanOut,
  durable,
  idle,
  coldStart,
  transports,
  uploads,
  files,
  signIns,
  search,
  history,
  fold,
  page,
  articles,
  revocation,
  backup,
  bus,
  clusterAppends,
  clusterHints,
  clusterFanOut,
  clusterVerbs,
  clusterRest,
  clusterCosts,
  clusterSimulation,
];

/** `cluster` means all that begin with it. */
const isMeant = (name: string, given: string): boolean => name === given || name.startsWith(`${given}-`);

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, base: { type: "string" }, write: { type: "boolean", default: false } },
});
const unknown = names.find((given) => !benchmarks.some(({ name }) => isMeant(name, given)));
if (unknown !== undefined) {
  console.error(
    `There is no benchmark ${unknown}; there are ${benchmarks.map(({ name }) => name).join(", ")} (and --quick, --base COMMIT, --write).`,
  );
  process.exit(1);
}
if (values.write && values.quick) {
  console.error("--quick is one short round: its figures are not written.");
  process.exit(1);
}

await pinGenerator();
for (const { name, title, run } of benchmarks) {
  if (names.length > 0 && !names.some((given) => isMeant(name, given))) continue;
  process.stderr.write(`${name}\n`);
  console.log(`## ${name}\n\n${title}\n\n${await run(values.quick, values.base, values.write)}\n`);
}
process.exit(0);
