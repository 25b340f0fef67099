import { existsSync } from "node:fs";

/** Debian's package, by the module that it brings. */
const packages = { geventwebsocket: "python3-gevent-websocket", tornado: "python3-tornado" };

// Debian's own first: another Python on the path does not have Debian's packages.
const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

/** Starts a peer at a free port. */
export function pythonPeer(file: string, ...parameters: readonly string[]): string[] {
  return [python, `bench/peers/${file}`, "0", ...parameters];
}

/** What the peers in Python lack on this machine, as a sentence; undefined when nothing is missing. */
export function missingPython(): string | undefined {
  const missing = Object.entries(packages).filter(([name]) => !hasModule(name));
  if (missing.length === 0) return undefined;
  const debian = missing.map(([, each]) => each).join(" ");
  return `The peers need Python with ${missing.map(([name]) => name).join(" and ")}. On Debian: sudo apt-get install ${debian}`;
}

/** Lets root install on Debian what is missing, and returns what is missing still. */
export function installPython(): string | undefined {
  if (missingPython() === undefined || !existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0) return missingPython();
  for (const command of [["update"], ["install", "--yes", "--no-install-recommends", ...Object.values(packages)]])
    Bun.spawnSync(["apt-get", "--quiet", "--quiet", ...command], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      timeout: INSTALL_TIMEOUT_MS,
    });
  return missingPython();
}

/** The versions that were measured, as they name themselves. */
export function pythonVersions(): {
  readonly python: string;
  readonly gevent: string;
  readonly geventWebSocket: string;
  readonly tornado: string;
} {
  const program = `
import gevent, geventwebsocket, json, platform, tornado
print(json.dumps({"python": platform.python_version(), "gevent": gevent.__version__,
  "geventWebSocket": geventwebsocket.get_version(), "tornado": tornado.version}))`;
  return JSON.parse(Bun.spawnSync([python, "-c", program]).stdout.toString());
}

const INSTALL_TIMEOUT_MS = 4 * 60_000;

function hasModule(name: string): boolean {
  try {
    return Bun.spawnSync([python, "-c", `import ${name}`], { stdio: ["ignore", "ignore", "ignore"] }).success;
  } catch {
    return false;
  }
}
