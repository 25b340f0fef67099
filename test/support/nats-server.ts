import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { LeashedProcess } from "./leashed-process.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";

interface NatsServerOptions {
  /** More lines of its configuration: users, TLS, limits. */
  readonly configuration?: string;
}

/** Debian has it where not every user looks. */
const start = 'PATH="$PATH:/usr/sbin" exec nats-server -c "$0"';

/** A real NATS on a free port of 127.0.0.1, without JetStream. It ends with the process of the tests. */
export class NatsServer implements AsyncDisposable {
  readonly port: number;
  readonly #folder: TemporaryFolder;
  #process: LeashedProcess | undefined;

  private constructor(folder: TemporaryFolder, port: number) {
    this.#folder = folder;
    this.port = port;
  }

  static async start({ configuration = "" }: NatsServerOptions = {}): Promise<NatsServer> {
    const server = new NatsServer(await temporaryFolder(), await freePort());
    await writeFile(server.#configurationFile, `listen: "127.0.0.1:${server.port}"\n${configuration}\n`);
    await server.restart();
    return server;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** At once: its connections are cut, and the port refuses new ones. */
  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  /** On the same port. */
  async restart(): Promise<void> {
    await this.kill();
    const command: [string, ...string[]] = ["sh", "-c", start, this.#configurationFile];
    const started = await LeashedProcess.start({ command, logFile: join(this.#folder.path, "log") });
    this.#process = started;
    await eventually(async () => {
      if (started.hasExited) throw new Error("nats-server has ended: is it installed, and its configuration right?");
      await knock(this.port);
    });
  }

  /** Its connections stay, and nothing is answered. */
  pause(): void {
    this.#process?.pause();
  }

  resume(): void {
    this.#process?.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#folder[Symbol.asyncDispose]();
  }

  get #configurationFile(): string {
    return join(this.#folder.path, "nats.conf");
  }
}

function knock(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
  });
}
