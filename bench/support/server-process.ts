import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const START_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 8_000;
const CLOCK_TICKS_PER_SECOND = 100; // of /proc, on every Linux
const PAGE_BYTES = 4096;

export const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

interface StartOptions {
  readonly core?: number | "any";
  /** Whether what it writes to standard error is thrown away. */
  readonly isQuiet?: boolean;
}

/** A server in its own process, on core 0 by default. It prints its `http://127.0.0.1:PORT` on standard output. */
export class ServerProcess {
  readonly port: number;
  readonly #child: ChildProcess;

  /** Rejects when the server has not printed its address within 15 s. */
  static async start(command: readonly string[], { core = 0, isQuiet = false }: StartOptions = {}): Promise<ServerProcess> {
    const [program = "", ...parameters] = core === "any" ? command : onCore(core, command);
    const child = spawn(program, parameters, { cwd: projectFolder, stdio: ["ignore", "pipe", isQuiet ? "ignore" : "inherit"] });
    const kill = (): boolean => child.kill("SIGKILL");
    process.once("exit", kill);
    child.once("exit", () => process.off("exit", kill));
    try {
      return new ServerProcess(child, await portOf(child));
    } catch (error) {
      kill();
      throw error;
    }
  }

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** CPU seconds of all its threads together, in user code and in the kernel. */
  cpuSeconds(): number {
    const fields = this.#read("stat")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
  }

  residentBytes(): number {
    return Number(this.#read("statm").split(" ")[1]) * PAGE_BYTES;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await exit;
    clearTimeout(timer);
  }

  /** Like a power cut for everything but the disk. */
  async kill(): Promise<void> {
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }

  #read(name: string): string {
    return readFileSync(`/proc/${this.#child.pid}/${name}`, "utf8");
  }
}

export function startShoal(dataFolder: string, options: StartOptions = {}): Promise<ServerProcess> {
  return ServerProcess.start(["bin/shoal", "serve", "--port", "0", "--data", dataFolder, "--messages-per-second", "0"], options);
}

/** Runs `use` with a temporary folder, and removes it afterwards. */
export async function withTemporaryFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "shoal-bench-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs `use` with the server, and always stops it afterwards. */
export async function withServer<Result>(
  starting: Promise<ServerProcess>,
  use: (server: ServerProcess) => Promise<Result>,
): Promise<Result> {
  const server = await starting;
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}

/** Pins all threads of this process to core 1, or to others. A child process inherits that, unless it has a core of its own. */
export async function pinGenerator(cores = "1"): Promise<void> {
  const child = spawn("taskset", ["-acp", cores, String(process.pid)], { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error("The benchmarks need Linux, taskset and two cores.");
}

function onCore(core: number, command: readonly string[]): readonly string[] {
  return ["taskset", "-c", String(core), ...command];
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(() => reject(new Error(`No server after ${START_TIMEOUT_MS} ms: ${output}`)), START_TIMEOUT_MS);
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    child.once("exit", (code) => reject(new Error(`The server ended at once (${code}): ${output}`)));
    child.once("error", reject);
  });
}
