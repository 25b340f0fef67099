import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// What must be there before anything runs. Plain Node without packages, for this is what installs them.

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What waits for the network gives up after this. */
export const installMsMax = 4 * 60_000;

const nodeMajorMin = 20;

/** Ends the program with a sentence when Node is too old to go on. */
export function requireNode() {
  if (Number.parseInt(process.versions.node, 10) >= nodeMajorMin) return;
  fail(`Shoal needs Node ${nodeMajorMin} or newer to start; this is ${process.versions.node}. See https://nodejs.org.`);
}

/** Runs `npm ci` unless what package-lock.json asks for is installed. A server does without the development's packages; a developer's clone keeps them. */
export function installPackages({ isDevelopment }) {
  if (arePackagesInstalled(isDevelopment)) return;
  console.log("Installing packages (once, and after an upgrade) …");
  const hasDevelopment = isDevelopment || existsSync(join(root, "node_modules/@biomejs"));
  const scope = hasDevelopment ? "--include=dev" : "--omit=dev";
  const result = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error", scope], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    timeout: installMsMax,
  });
  if (result.status !== 0) fail(`"npm ci" failed in ${root}: ${result.error?.message ?? "the reason is above."}`);
}

/** Builds the page unless it is newer than everything it is made of. */
export function buildPage() {
  const manifest = join(root, "dist/web/manifest.json");
  if (existsSync(manifest) && newestChange(pageSources) <= statSync(manifest).mtimeMs) return;
  const { status } = spawnSync(join(root, "scripts/bun"), [join(root, "scripts/build-page.ts")], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) fail("The page could not be built; the reason is above.");
}

export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** npm's own record of what it installed, held against the lock file. Packages for other machines may be absent. */
function arePackagesInstalled(isDevelopment) {
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  const locked = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  return Object.entries(locked).every(([path, { version, optional: isOptional, dev: isDevelopmentOnly }]) => {
    if (path === "" || installed[path]?.version === version) return true;
    return installed[path] === undefined && (isOptional || (isDevelopmentOnly && !isDevelopment));
  });
}

const pageSources = [
  "src/web",
  "src/element",
  "examples/pages",
  "src/client",
  "src/protocol",
  "src/wire",
  "src/clock.ts",
  "PROTOCOL.md",
  "scripts/build-page.ts",
  "scripts/sdk-script.ts",
  "scripts/bundle-element.ts",
  "scripts/openapi.ts",
  "src/server/http/v1",
  "package-lock.json",
];

function newestChange(paths) {
  let newestMs = 0;
  for (const path of paths) {
    const found = statSync(join(root, path), { throwIfNoEntry: false });
    if (found === undefined) continue;
    newestMs = Math.max(newestMs, found.mtimeMs);
    if (found.isDirectory())
      newestMs = Math.max(newestMs, newestChange(readdirSync(join(root, path)).map((name) => join(path, name))));
  }
  return newestMs;
}
