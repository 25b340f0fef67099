import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { buildPage, installPackages, requireNode, root } from "./setup.mjs";
import { installRuntimes, installTestTools } from "./test-tools.mjs";

// `npm test`: everything, from a fresh clone. `npm test -- PATTERN`: only the test files, or else the tests, of that name.

/** Two quiet cores need 15 to 23 minutes, by the machine. A busy one takes longer; a run that takes this long hangs. */
const runMsMax = 45 * 60_000;
const stopMsMax = 3_000;
const systemTestMsMax = 60_000;
/** A test that hangs has to end; how fast the machine is decides nothing. */
const unitTestMsMax = 60_000;
/** Unit tests of these folders run beside the others, each in a process of their own. */
const unitParts = [join("src", "server", "storage")];
/** Tests beside the source that wait for servers of others as much as they work. */
const ofServers = [join("src", "server", "storage", "postgres", "postgres-storage.test.ts")];
/** Test files of real processes mostly wait: for a browser, a disk, a clock. */
const lanes = 3;
const contractLanes = 4;

/** Of a stage, files whose time is told: a developer who adds tests sees what they cost. */
const longestShown = 12;

/** What takes longest begins first: at the end of a stage it would run alone. */
const longestFirst = [
  "src/server/storage/postgres/postgres-storage.test.ts",
  "test/history/mutants/mutants.test.ts",
  "test/history/chaos.test.ts",
  "test/history/cluster-chaos.test.ts",
  "test/system/accessibility.test.ts",
  "test/system/lab.test.ts",
  "test/system/garbage.test.ts",
  "test/system/transports.test.ts",
  "test/system/page-files.test.ts",
  "test/system/page-people.test.ts",
  "test/system/page-changes.test.ts",
  "test/system/browser.test.ts",
  "test/history/mutants/change-mutants.test.ts",
  "test/system/page-layout.test.ts",
  "test/system/page-order.test.ts",
  "test/system/page-admin.test.ts",
  "test/system/uploads.test.ts",
  "test/system/tutorial-servers.test.ts",
  "test/contract/poll.test.ts",
  "test/contract/long-poll.test.ts",
  "test/contract/stream.test.ts",
  "test/contract/websocket.test.ts",
];

/** A developer sees which tests were skipped; in CI a skipped test is a missing one. */
const areSkippedFailures = Boolean(process.env.CI);

const bun = join(root, "scripts/bun");
const binary = (name) => join(root, "node_modules/.bin", name);
const reportFolder = mkdtempSync(join(tmpdir(), "shoal-test-"));

const totals = { passed: 0, failed: 0 };
const running = new Set();
let isEnding = false;

process.on("exit", () => rmSync(reportFolder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(`Stopped by ${signal}.`));
setTimeout(() => end(`The tests took longer than ${runMsMax / 60_000} minutes.`), runMsMax).unref();

requireNode();
installPackages({ isDevelopment: true });
process.chdir(root);

const [pattern] = process.argv.slice(2);
await (pattern === undefined ? runEverything() : runMatching(pattern));
report();

async function runEverything() {
  const stages = [
    ["tools", runTools],
    ["build", () => runCommand(bun, ["scripts/build-page.ts"])],
    ["sdk", () => runCommand(bun, ["scripts/build-sdk-package.ts"])],
    ["element", () => runCommand(bun, ["scripts/build-element.ts"])],
    ["schemas", () => runCommand(bun, ["scripts/build-schemas.ts"])],
    ["server", buildServer],
    ["checks", runChecks],
    ["unit", () => runUnits(testFiles("src", "scripts", "bench", "examples").filter((file) => !ofServers.includes(file)))],
    // They wait more than they work.
    ["contract", () => runInLanes(testFiles("test/contract"), ["--timeout", String(unitTestMsMax)], contractLanes)],
    [
      "system",
      () =>
        runInLanes(
          [...ofServers, ...testFiles("test/compat", "test/history", "test/system")],
          ["--timeout", String(systemTestMsMax)],
        ),
    ],
    // Alone: how long honest users wait is asserted, and must be the attack's doing.
    ["attack", () => runTests(testFiles("test/attack"), ["--timeout", String(systemTestMsMax)])],
  ];
  for (const [index, [name, run]] of stages.entries()) {
    console.log(`\n── ${name}`);
    const startedAt = performance.now();
    const { passed, failed } = await run();
    totals.passed += passed;
    totals.failed += failed;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`── ${name}: ${failed === 0 ? "passed" : `${failed} failed`}, ${seconds} s`);
    if (failed > 0) {
      const rest = stages.slice(index + 1).map(([later]) => later);
      if (rest.length > 0) console.log(`Not run after that: ${rest.join(", ")}.`);
      return;
    }
  }
}

async function runMatching(text) {
  const missing = installTestTools() ?? installRuntimes();
  if (missing !== undefined) console.error(missing);
  buildPage();
  const all = testFiles("src", "scripts", "bench", "examples", "test");
  const files = all.filter((file) => file.includes(text));
  const timeout = ["--timeout", String(systemTestMsMax)];
  const byName = ["--test-name-pattern", text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")];
  Object.assign(
    totals,
    await (files.length > 0 ? runTests(files, timeout) : runTests(all, [...timeout, ...byName], { isFiltered: true })),
  );
}

function runTools() {
  const missing = installTestTools() ?? installRuntimes();
  if (missing === undefined) return { passed: 0, failed: 0 };
  console.error(missing);
  return { passed: 0, failed: 1 };
}

/** Hundreds of servers are started: see `runShoal`. What runs `bin/shoal` itself runs the source, as users do. */
async function buildServer() {
  process.env.BUILT_SERVER = join(root, "dist/server/main.js");
  return await runCommand(bun, ["scripts/build-server.ts"]);
}

/** Types, style and walls, unused code: side by side, because each waits for one core or for the disk most of its time. */
async function runChecks() {
  const checks = [
    [binary("tsc"), ["--project", "."]],
    [binary("biome"), ["ci", "--error-on-warnings", `--colors=${process.stdout.isTTY ? "force" : "off"}`]],
    [binary("knip"), []],
  ];
  return sumOf(await Promise.all(checks.map(([command, args]) => runCommand(command, args))));
}

/** A check without tests of its own counts as one. */
async function runCommand(command, args) {
  const isFine = (await exitCode(command, args)) === 0;
  return { passed: isFine ? 1 : 0, failed: isFine ? 0 : 1 };
}

/** Each file in a process of its own, a few at a time; what a file has to say stays together. */
async function runInLanes(files, flags, laneCount = lanes) {
  const counts = { passed: 0, failed: 0 };
  const times = [];
  const waiting = files.toSorted((one, other) => startOf(one) - startOf(other));
  async function runLane() {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const startedAt = performance.now();
      const { passed, failed } = await runTests([file], flags, { isCaptured: true });
      times.push({ file, seconds: Math.round((performance.now() - startedAt) / 1000) });
      counts.passed += passed;
      counts.failed += failed;
    }
  }
  await Promise.all(Array.from({ length: laneCount }, runLane));
  const longest = times.sort((one, other) => other.seconds - one.seconds).slice(0, longestShown);
  console.log(`Longest: ${longest.map(({ file, seconds }) => `${basename(file, ".test.ts")} ${seconds} s`).join(", ")}.`);
  return counts;
}

/** Side by side: the storage, which takes about as long as everything else, and everything else. A process for each file would cost more than its tests. */
async function runUnits(files) {
  const parts = new Map();
  for (const file of files) {
    const folder = unitParts.find((each) => file.startsWith(each));
    parts.set(folder, [...(parts.get(folder) ?? []), file]);
  }
  return sumOf(
    await Promise.all(
      [...parts.values()].map((part) => runTests(part, ["--timeout", String(unitTestMsMax)], { isCaptured: true })),
    ),
  );
}

function sumOf(counts) {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  };
}

function startOf(file) {
  const index = longestFirst.indexOf(file);
  return index === -1 ? longestFirst.length : index;
}

async function runTests(files, flags = [], { isFiltered = false, isCaptured = false } = {}) {
  if (files.length === 0) {
    console.log("No test files.");
    return { passed: 0, failed: 0 };
  }
  const reportFile = join(reportFolder, `${basename(files[0])}.xml`);
  const reporter = ["--reporter", "junit", "--reporter-outfile", reportFile];
  const parameters = ["test", "--only-failures", ...flags, ...reporter, ...files.map((file) => `./${file}`)];
  const code = await exitCode(bun, parameters, isCaptured ? `${reportFile}.txt` : undefined);
  const counts = readReport(reportFile);
  const isSkipFailure = areSkippedFailures && !isFiltered;
  if (counts.skipped > 0 && !isFiltered) console.log(`${counts.skipped} skipped.`);
  const executed = counts.tests - counts.skipped;
  if (executed === 0) console.log("No test was executed.");
  const counted = counts.failures + (isSkipFailure ? counts.skipped : 0);
  // An error outside of every test, or a crash, is in the exit code only.
  const failed = counted === 0 && (code !== 0 || executed === 0) ? 1 : counted;
  return { passed: executed - counts.failures, failed };
}

function readReport(file) {
  const head = existsSync(file) ? /<testsuites [^>]*>/.exec(readFileSync(file, "utf8"))?.[0] : undefined;
  const count = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(head ?? "")?.[1] ?? 0);
  return { tests: count("tests"), failures: count("failures"), skipped: count("skipped") };
}

function testFiles(...folders) {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.test\.tsx?$/.test(entry.name))
        .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name))),
    )
    .sort();
}

/** Runs a program in a process group of its own, so that it can be ended with everything it started. What it says is shown, at its end when it goes to a file first. */
function exitCode(command, args, outputFile) {
  return new Promise((resolve) => {
    // Not a pipe: what a test has left behind may hold on to it.
    const output = outputFile === undefined ? "inherit" : openSync(outputFile, "w");
    // The terminal's chat speaks the language of the environment.
    const env = { ...process.env, LC_ALL: "C.UTF-8" };
    const child = spawn(command, args, { stdio: ["ignore", output, output], detached: true, env });
    running.add(child);
    child.on("error", (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(1);
    });
    child.on("exit", (code) => {
      running.delete(child);
      if (outputFile !== undefined) process.stdout.write(readFileSync(outputFile));
      if (!isEnding) resolve(code ?? 1);
    });
  });
}

/** Ends the run before its time, and what is running with everything it started. That stage's tests go uncounted. */
function end(reason) {
  if (isEnding) return;
  isEnding = true;
  console.error(`\n${reason}`);
  totals.failed += 1;
  signalRunning("SIGTERM");
  setTimeout(() => {
    signalRunning("SIGKILL");
    report();
  }, stopMsMax);
}

function signalRunning(signal) {
  for (const { pid } of running) {
    try {
      if (pid !== undefined) process.kill(-pid, signal);
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  }
}

function report() {
  console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
  process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
}
