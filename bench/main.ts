import { parseArgs } from "node:util";
import { articles } from "./articles.ts";
import { coldStart } from "./cold-start.ts";
import { durable } from "./durable.ts";
import { fanOut } from "./fan-out.ts";
import { fold } from "./fold.ts";
import { history } from "./history.ts";
import { idle } from "./idle.ts";
import { page } from "./page.ts";
import { search } from "./search.ts";
import { pinGenerator } from "./support/server-process.ts";
import { transports } from "./transports.ts";
import { uploads } from "./uploads.ts";

const benchmarks = [fanOut, durable, idle, coldStart, transports, uploads, search, history, fold, page, articles];

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, base: { type: "string" }, write: { type: "boolean", default: false } },
});
const unknown = names.find((name) => benchmarks.every((benchmark) => benchmark.name !== name));
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
  if (names.length > 0 && !names.includes(name)) continue;
  process.stderr.write(`${name}\n`);
  console.log(`## ${name}\n\n${title}\n\n${await run(values.quick, values.base, values.write)}\n`);
}
process.exit(0);
