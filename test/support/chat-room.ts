import { fileURLToPath } from "node:url";
import { eventually } from "./eventually.ts";
import { ServerProcess } from "./server-process.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";
import { Tmux, type TmuxWindow, type WindowOptions } from "./tmux.ts";

const shoal = fileURLToPath(new URL("../../bin/shoal", import.meta.url));

interface RunOptions {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Lines go in, and what was printed so far is there to look at. */
class PipedChat {
  /** Of standard output and standard error, as it came. */
  printed = "";
  readonly #child: Bun.Subprocess<"pipe", "pipe", "pipe">;

  constructor(command: readonly string[], env: Readonly<Record<string, string | undefined>>) {
    this.#child = Bun.spawn([...command], { env, stdin: "pipe", stdout: "pipe", stderr: "pipe" });
    void this.#read(this.#child.stdout);
    void this.#read(this.#child.stderr);
  }

  say(line: string): void {
    this.#child.stdin.write(`${line}\n`);
    this.#child.stdin.flush();
  }

  async prints(expected: RegExp): Promise<void> {
    await eventually(() => {
      if (!expected.test(this.printed)) throw new Error(`${expected} is not in:\n${this.printed}`);
    });
  }

  async end(): Promise<void> {
    this.#child.kill();
    await this.#child.exited;
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) this.printed += decoder.decode(chunk, { stream: true });
  }
}

/** A server, and terminals in front of it, with a folder for what is kept of their sessions. */
export class Room implements AsyncDisposable {
  readonly server: ServerProcess;
  readonly #tmux: Tmux;
  readonly #state: TemporaryFolder;
  readonly #piped: PipedChat[] = [];

  private constructor(server: ServerProcess, tmux: Tmux, state: TemporaryFolder) {
    this.server = server;
    this.#tmux = tmux;
    this.#state = state;
  }

  static async open(flags: readonly string[] = []): Promise<Room> {
    return new Room(await ServerProcess.start({ flags }), await Tmux.start(), await temporaryFolder());
  }

  command(...parameters: readonly string[]): string {
    return [shoal, "chat", this.server.url, ...parameters].join(" ");
  }

  chatAs(nickname: string, options: WindowOptions = {}): TmuxWindow {
    return this.open(nickname, this.command("--nickname", nickname), options);
  }

  /** A terminal in which that command runs. */
  open(name: string, command: string, options: WindowOptions = {}): TmuxWindow {
    const environment = { XDG_STATE_HOME: this.#state.path, ...options.environment };
    return this.#tmux.open(name, command, { ...options, environment });
  }

  /** Says these lines through a pipe. */
  async pipe(nickname: string, lines: readonly string[], flags: readonly string[] = []) {
    return await this.run([shoal, "chat", this.server.url, "--nickname", nickname, ...flags], {
      input: lines.map((line) => `${line}\n`).join(""),
    });
  }

  /** A chat behind pipes that stay open, for as long as the room is. */
  piped(nickname: string, environment: Readonly<Record<string, string>> = {}): PipedChat {
    const command = [shoal, "chat", this.server.url, "--nickname", nickname];
    const chat = new PipedChat(command, { ...process.env, XDG_STATE_HOME: this.#state.path, ...environment });
    this.#piped.push(chat);
    return chat;
  }

  /** What a command of a shell comes to; in it, `chat` is this command with the server's address. */
  async shell(command: string, environment: Readonly<Record<string, string>> = {}) {
    return await this.run(["sh", "-c", command.replaceAll("chat", this.command())], { environment });
  }

  async run(command: readonly string[], { input = "", environment = {} }: RunOptions) {
    const child = Bun.spawn([...command], {
      env: { ...process.env, XDG_STATE_HOME: this.#state.path, ...environment },
      stdin: new Blob([input]),
      stdout: "pipe",
      stderr: "pipe",
    });
    const [stdout, stderr] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
    return { exitCode: await child.exited, stdout, stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const chat of this.#piped) await chat.end();
    await this.#tmux[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
    await this.#state[Symbol.asyncDispose]();
  }
}
