import type { ChatAdapter, ServerProgram } from "../adapter.ts";
import type { ServerControl } from "./server-control.ts";

const START_ATTEMPTS_MAX = 60;
const START_PAUSE_MS = 250;

export interface SupervisedServerOptions {
  readonly adapter: ChatAdapter;
  readonly folder: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly sourceRoot?: string | undefined;
}

/** A server with what every operator has before it: something that starts it again when it ends by itself. */
export class SupervisedServer implements ServerControl {
  readonly url: string;
  crashCount = 0;
  readonly #options: SupervisedServerOptions;
  #program: ServerProgram | undefined;
  #isWanted = false;
  /** What the processes before wrote to their logs. */
  #earlierLog = "";

  constructor(options: SupervisedServerOptions) {
    this.#options = options;
    this.url = `http://127.0.0.1:${options.port}`;
  }

  get log(): string {
    return this.#earlierLog + (this.#program?.log ?? "");
  }

  /** Resolves when it takes connections; tries again when it cannot start yet. */
  async start(): Promise<void> {
    this.#isWanted = true;
    const { adapter, ...launch } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const program = await adapter.launch(launch);
        this.#program = program;
        program.exited.then(() => this.#ended(program)).catch(() => {});
        return;
      } catch (error) {
        if (attempt === START_ATTEMPTS_MAX) throw error;
        await Bun.sleep(START_PAUSE_MS);
      }
    }
  }

  async kill(): Promise<void> {
    this.#isWanted = false;
    await this.#running.end("SIGKILL");
  }

  async drain(): Promise<void> {
    this.#isWanted = false;
    await this.#running.end("SIGTERM");
  }

  freeze(): void {
    process.kill(this.#running.pid, "SIGSTOP");
  }

  thaw(): void {
    process.kill(this.#running.pid, "SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isWanted = false;
    await this.#program?.end("SIGKILL");
  }

  get #running(): ServerProgram {
    if (this.#program === undefined) throw new Error("The server was never started.");
    return this.#program;
  }

  #ended(program: ServerProgram): void {
    this.#earlierLog += program.log;
    if (this.#program === program) this.#program = undefined;
    if (!this.#isWanted) return;
    this.crashCount += 1;
    this.start().catch((error: unknown) => console.error("The server cannot be started again:", error));
  }
}
