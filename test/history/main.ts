import { parseArgs } from "node:util";
import { adapterNamed } from "./adapters.ts";
import { checkHistory } from "./check/check.ts";
import { type FaultName, faultNames } from "./drive/faults/fault-names.ts";
import { expandSeed, type RunOptions } from "./drive/options.ts";
import { run } from "./drive/run.ts";
import { readRecording } from "./record/recorder.ts";
import { resultLine } from "./result-line.ts";

const FINDINGS_SHOWN_MAX = 50;

const usage = `npm run chaos -- [--server shoal] [--minutes N] [--seed S] [--faults a,b] [--clients N] [--storm N] [--record FILE]
npm run chaos -- --check FILE    checks a recording again

Faults: ${faultNames.join(", ")}.`;

const { values } = parseArgs({
  options: {
    server: { type: "string", default: "shoal" },
    minutes: { type: "string", default: "1" },
    seed: { type: "string" },
    faults: { type: "string" },
    clients: { type: "string" },
    storm: { type: "string" },
    record: { type: "string" },
    check: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(usage);
else if (values.check !== undefined) await checkAgain(values.check);
else await runOnce();

async function checkAgain(file: string): Promise<void> {
  const { findings } = checkHistory(await readRecording(file), adapterNamed(values.server));
  showFindings(findings.map(({ kind, sentence }) => `${kind}: ${sentence}`));
}

async function runOnce(): Promise<void> {
  const options = expandSeed(numberOf("seed") ?? Date.now() % 2 ** 31, given());
  console.log(`SEED=${options.seed}`);
  console.log(JSON.stringify(options));
  const result = await run({ adapter: adapterNamed(values.server), options, recordingFile: values.record });
  showFindings(result.verdict.findings.map(({ kind, sentence }) => `${kind}: ${sentence}`));
  console.log(resultLine(result));
}

function given(): Partial<RunOptions> {
  const clientCount = numberOf("clients");
  const stormClientCount = numberOf("storm");
  return {
    workMs: (numberOf("minutes") ?? 1) * 60_000,
    ...(values.faults !== undefined && { faults: values.faults.split(",").map(faultOf) }),
    ...(clientCount !== undefined && { clientCount }),
    ...(stormClientCount !== undefined && { stormClientCount }),
  };
}

function faultOf(name: string): FaultName {
  const known = faultNames.find((each) => each === name);
  if (known === undefined) throw new Error(`There is no fault "${name}". Faults: ${faultNames.join(", ")}.`);
  return known;
}

function numberOf(name: "minutes" | "seed" | "clients" | "storm"): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === "" || !(number >= 0)) throw new Error(`--${name} must be a number that is not negative.`);
  return number;
}

function showFindings(lines: readonly string[]): void {
  for (const line of lines.slice(0, FINDINGS_SHOWN_MAX)) console.log(line);
  if (lines.length > FINDINGS_SHOWN_MAX) console.log(`… and ${lines.length - FINDINGS_SHOWN_MAX} more.`);
  process.exitCode = lines.length > 0 ? 1 : 0;
}
