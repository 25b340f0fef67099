import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { installMsMax, root } from "./setup.mjs";

const runtimesFolder = join(root, "test/runtimes");

// What the tests need beside the packages. One line per tool; on Debian, root gets what is missing.

const tools = [
  { name: "Chromium (or its path in CHROMIUM)", debianPackage: "chromium", isThere: () => hasChromium() },
  { name: "a Chinese font", debianPackage: "fonts-noto-cjk", isThere: () => hasFont(":lang=zh") },
  { name: "tmux", debianPackage: "tmux", isThere: () => spawnSync("tmux", ["-V"]).status === 0 },
  { name: "nginx", debianPackage: "nginx-light", isThere: () => hasServer("nginx", "-v") },
  { name: "PostgreSQL", debianPackage: "postgresql", isThere: () => existsSync("/usr/lib/postgresql") },
  { name: "PgBouncer", debianPackage: "pgbouncer", isThere: () => hasServer("pgbouncer", "--version") },
  { name: "NATS", debianPackage: "nats-server", isThere: () => hasServer("nats-server", "--version") },
  { name: "ngIRCd", debianPackage: "ngircd", isThere: () => hasServer("ngircd", "--version") },
  { name: "libfaketime", debianPackage: "libfaketime", isThere: () => hasFakeTime() },
  // Only some tests need these: without them they are skipped.
  {
    name: "gevent-websocket",
    debianPackage: "python3-gevent-websocket",
    isThere: () => hasPythonModule("geventwebsocket"),
    isOptional: true,
  },
  { name: "Tornado", debianPackage: "python3-tornado", isThere: () => hasPythonModule("tornado"), isOptional: true },
  {
    // Most tests of the page take half of the processor time in it.
    name: "Chromium's headless shell",
    debianPackage: "chromium-headless-shell",
    isThere: () => existsSync("/usr/lib/chromium/chromium-headless-shell"),
    isOptional: true,
  },
  { name: "an emoji font", debianPackage: "fonts-noto-color-emoji", isThere: () => hasFont("Noto Color Emoji") },
];

/** The versions of Node that the SDK is tested in. Where npm has none for the machine, their tests are skipped. */
export function installRuntimes() {
  const record = join(runtimesFolder, "node_modules/.package-lock.json");
  const lock = join(runtimesFolder, "package-lock.json");
  if (existsSync(record) && statSync(record).mtimeMs >= statSync(lock).mtimeMs) return undefined;
  console.log("Installing the versions of Node that the SDK is tested in (once) …");
  const { status, error } = spawnSync("npm", ["ci", "--ignore-scripts", "--loglevel=error"], {
    cwd: runtimesFolder,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: installMsMax,
  });
  if (status === 0) return undefined;
  return `"npm ci" failed in ${runtimesFolder}: ${error?.message ?? "the reason is above."}`;
}

/** Installs what is missing where it can. The answer is a sentence naming what is missing still and cannot be done without, or undefined. */
export function installTestTools() {
  const missing = tools.filter(({ isThere }) => !isThere());
  if (missing.length === 0) return undefined;
  const optional = missing.filter(({ isOptional }) => isOptional).map(({ debianPackage }) => debianPackage);
  const packages = missing.filter(({ isOptional }) => !isOptional).map(({ debianPackage }) => debianPackage);
  if (existsSync("/usr/bin/apt-get") && process.getuid?.() === 0) {
    console.log(`Installing ${[...packages, ...optional].join(", ")} …`);
    aptGet("update");
    // The optional ones on their own: apt-get installs nothing of a list in which one package does not exist.
    for (const group of [packages, ...optional.map((each) => [each])])
      if (group.length > 0) aptGet("install", "--yes", "--no-install-recommends", "--no-remove", ...group);
  }
  const stillMissing = missing.filter(({ isThere, isOptional }) => !isOptional && !isThere());
  if (stillMissing.length === 0) return undefined;
  const names = stillMissing.map(({ name }) => name).join(", ");
  return `The tests need ${names}. On Debian: sudo apt-get install ${packages.join(" ")}`;
}

function hasChromium() {
  const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/Applications/Chromium.app/Contents/MacOS/Chromium"];
  return places.some((path) => path && existsSync(path));
}

/** Debian has servers where not every user looks. */
function hasServer(command, versionFlag) {
  return spawnSync(command, [versionFlag], { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } }).status === 0;
}

function hasFakeTime() {
  return ["x86_64", "aarch64"].some((machine) => existsSync(`/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`));
}

/** In Debian's own Python: another one on the path does not have Debian's packages. */
function hasPythonModule(name) {
  const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
  return spawnSync(python, ["-c", `import ${name}`]).status === 0;
}

function hasFont(pattern) {
  if (process.platform !== "linux") return true;
  return Boolean(spawnSync("fc-list", [pattern], { encoding: "utf8" }).stdout?.trim());
}

function aptGet(...args) {
  spawnSync("apt-get", ["--quiet", "--quiet", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    timeout: installMsMax,
  });
}
