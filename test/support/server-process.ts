import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Subprocess } from "bun";
import { freePort } from "./free-port.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";

export interface ServerOptions {
  /** Beyond `--port` and `--data`. */
  readonly flags?: readonly string[];
  /** Commands of a shell that come before the server, such as `ulimit -n 96`. */
  readonly prelude?: string;
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Another root of the source, for a changed copy or another version. */
  readonly sourceRoot?: string | undefined;
  /** An executable in place of `bin/shoal`. */
  readonly executable?: string | undefined;
}

const START_WITHIN_MS = 20_000;
const shoal = fileURLToPath(new URL("../../bin/shoal", import.meta.url));
const bun = fileURLToPath(new URL("../../scripts/bun", import.meta.url));

/** A real server in a process of its own: it can be killed, and come back on the same port with the same data. */
export class ServerProcess implements AsyncDisposable {
  readonly port: number;
  readonly #options: ServerOptions;
  readonly #folder: TemporaryFolder;
  #command: RunningCommand | undefined;

  private constructor(port: number, folder: TemporaryFolder, options: ServerOptions) {
    this.port = port;
    this.#folder = folder;
    this.#options = options;
  }

  static async start(options: ServerOptions = {}): Promise<ServerProcess> {
    const server = new ServerProcess(await freePort(), await temporaryFolder(), options);
    try {
      await server.restart();
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get dataFolder(): string {
    return this.#folder.path;
  }

  /** What it wrote to its log. */
  get log(): string {
    return this.#running.stderr;
  }

  get pid(): number {
    return this.#running.pid;
  }

  /** Memory that is really in use. */
  get residentBytes(): number {
    const status = readFileSync(`/proc/${this.#running.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  /** Starts it again, on the same port and with the same data. */
  async restart(prelude = this.#options.prelude): Promise<void> {
    const flags = ["--port", String(this.port), "--data", this.dataFolder, ...(this.#options.flags ?? [])];
    const { environment, sourceRoot, executable } = this.#options;
    this.#command = runShoal(["serve", ...flags], { prelude, environment, sourceRoot, executable });
    await this.#command.says(/Shoal is at http/);
  }

  /** Whether it has ended, by itself or not. */
  get hasExited(): boolean {
    return this.#command?.hasExited ?? true;
  }

  /** Stands still, and its connections stay open, until `resume`. */
  pause(): void {
    process.kill(this.pid, "SIGSTOP");
  }

  resume(): void {
    process.kill(this.pid, "SIGCONT");
  }

  /** Like a power cut for everything but the disk: no goodbye, nothing is finished. */
  async kill9(): Promise<void> {
    await this.#running.end("SIGKILL");
  }

  /** Asks it to stop, and tells its exit code. */
  async terminate(): Promise<number | null> {
    return await this.#running.end("SIGTERM");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#command?.end("SIGKILL");
    await this.#folder[Symbol.asyncDispose]();
  }

  get #running(): RunningCommand {
    if (this.#command === undefined) throw new Error("The server was never started.");
    return this.#command;
  }
}

/** The command line, as a user at a terminal sees it. */
export interface RunningCommand extends AsyncDisposable {
  readonly pid: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly hasExited: boolean;
  /** The exit code; null after a signal. */
  readonly exited: Promise<number | null>;
  /** Waits until standard output has that. Throws when it ends without having said so. */
  says(pattern: RegExp): Promise<void>;
  /** Sends a signal, if it still runs, and waits for the end. */
  end(signal: "SIGTERM" | "SIGINT" | "SIGHUP" | "SIGKILL"): Promise<number | null>;
}

interface CommandOptions {
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly folder?: string;
  readonly prelude?: string | undefined;
  /** Another root of the source, for a changed copy. */
  readonly sourceRoot?: string | undefined;
  /** An executable in place of `bin/shoal`. */
  readonly executable?: string | undefined;
  /** What a pipe hands it. Default: nothing, and no pipe. */
  readonly input?: string | undefined;
}

/** Runs `shoal …`. The environment has nothing of Shoal's but what is given. */
export function runShoal(
  parameters: readonly string[],
  { environment = {}, folder, prelude, sourceRoot, executable, input }: CommandOptions = {},
): RunningCommand {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("SHOAL_"));
  const command = [...(executable === undefined ? programOf(sourceRoot) : [executable]), ...parameters];
  const child = Bun.spawn(prelude === undefined ? command : ["sh", "-c", `${prelude}; exec "$0" "$@"`, ...command], {
    env: { ...Object.fromEntries(inherited), ...environment },
    ...(folder === undefined ? {} : { cwd: folder }),
    stdin: input === undefined ? "ignore" : new TextEncoder().encode(input),
    stdout: "pipe",
    stderr: "pipe",
  });
  const output = { stdout: "", stderr: "" };
  const listeners = new Set<() => void>();
  const read = [collect("stdout", child.stdout), collect("stderr", child.stderr)];
  const exited = Promise.all([child.exited, ...read]).then(() => (child.signalCode === null ? child.exitCode : null));

  async function collect(name: keyof typeof output, stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      output[name] += decoder.decode(chunk, { stream: true });
      for (const listener of listeners) listener();
    }
  }

  function says(pattern: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        listeners.delete(listener);
        clearTimeout(timer);
        finish();
      };
      const fail = (why: string): void =>
        settle(() => reject(new Error(`shoal ${parameters.join(" ")} ${why}:\n${output.stderr}`)));
      const listener = (): void => {
        if (pattern.test(output.stdout)) settle(resolve);
      };
      const timer = setTimeout(() => fail(`did not say ${pattern} in time`), START_WITHIN_MS);
      listeners.add(listener);
      listener();
      exited.then((code) => fail(`ended with ${code} instead of saying ${pattern}`)).catch(reject);
    });
  }

  async function end(signal: Parameters<RunningCommand["end"]>[0]): Promise<number | null> {
    if (isRunning(child)) child.kill(signal);
    return await exited;
  }

  return {
    pid: child.pid,
    get stdout() {
      return output.stdout;
    },
    get stderr() {
      return output.stderr;
    },
    get hasExited() {
      return !isRunning(child);
    },
    exited,
    says,
    end,
    async [Symbol.asyncDispose]() {
      await end("SIGKILL");
    },
  };
}

function programOf(sourceRoot: string | undefined): string[] {
  if (sourceRoot !== undefined) return [bun, `${sourceRoot}/src/main.ts`];
  // A run of all tests has built the server from this source once: it starts sooner.
  const { BUILT_SERVER: built } = process.env;
  return built === undefined ? [shoal] : [bun, built];
}

function isRunning(child: Subprocess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
