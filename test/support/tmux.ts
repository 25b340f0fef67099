import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.ts";

export interface WindowOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Real terminals, without anybody in front of them: a tmux server of its own, gone at the end of the block that holds it. */
export class Tmux implements AsyncDisposable {
  readonly #socket: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#socket = join(folder, "socket");
  }

  static async start(): Promise<Tmux> {
    return new Tmux(await mkdtemp(join(tmpdir(), "shoal-test-")));
  }

  /** Opens a terminal in which that command runs, and a shell after it. */
  open(name: string, command: string, { columns = 80, rows = 24, environment = {} }: WindowOptions = {}): TmuxWindow {
    const variables = Object.entries(environment).flatMap(([variable, value]) => ["-e", `${variable}=${value}`]);
    const size = ["-x", String(columns), "-y", String(rows)];
    this.run("-f", "/dev/null", "new-session", "-d", "-s", name, ...size, ...variables, `${command}; exec sh`);
    return new TmuxWindow(this, name);
  }

  run(...parameters: readonly string[]): string {
    const { exitCode, stdout, stderr } = Bun.spawnSync(["tmux", "-u", "-S", this.#socket, ...parameters]);
    if (exitCode !== 0) throw new Error(`tmux ${parameters.join(" ")}: ${stderr.toString()}`);
    return stdout.toString();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    Bun.spawnSync(["tmux", "-S", this.#socket, "kill-server"]);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

export class TmuxWindow {
  readonly #tmux: Tmux;
  readonly #name: string;

  constructor(tmux: Tmux, name: string) {
    this.#tmux = tmux;
    this.#name = name;
  }

  /** What is on the screen, with escape sequences for what is coloured if asked for. */
  screen({ isColoured = false } = {}): string {
    return this.#tmux.run("capture-pane", "-p", ...(isColoured ? ["-e"] : []), "-t", this.#name);
  }

  async shows(pattern: RegExp): Promise<void> {
    await eventually(() => {
      const screen = this.screen();
      if (!pattern.test(screen)) throw new Error(`There is no ${pattern} on the screen:\n${screen}`);
    }, 30_000);
  }

  /** Types that text, as it is. */
  type(text: string): void {
    this.#tmux.run("send-keys", "-t", this.#name, "-l", "--", text);
  }

  /** Presses keys by tmux's names: Enter, BSpace, C-c, PPage. */
  press(...keys: readonly string[]): void {
    this.#tmux.run("send-keys", "-t", this.#name, ...keys);
  }

  say(text: string): void {
    this.type(text);
    this.press("Enter");
  }

  paste(text: string): void {
    this.#tmux.run("set-buffer", "--", text);
    this.#tmux.run("paste-buffer", "-p", "-r", "-t", this.#name);
  }

  resize(columns: number, rows: number): void {
    this.#tmux.run("resize-window", "-t", this.#name, "-x", String(columns), "-y", String(rows));
  }
}
