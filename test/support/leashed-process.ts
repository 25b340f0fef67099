import { readFileSync } from "node:fs";

/**
 * A shell holds the program: it kills it, with the processes that it started, when its standard input ends. That is how the program is killed here,
 * and what happens by itself when the process of the tests dies.
 */
const leash = `
trap "" HUP # which the kernel sends to a group that lost its parent while the program is stopped, and servers outlive
log="$1"; shift
exec 3<&0
"$@" >>"$log" 2>&1 3<&- & pid=$!
echo $pid
{
  read -r _ <&3
  kill -STOP $pid
  kill -KILL $(cat /proc/$pid/task/$pid/children) $pid
} 2>/dev/null & watcher=$!
wait $pid; code=$?
kill -KILL $watcher 2>/dev/null
exit $code
`;

interface LeashedOptions {
  readonly command: readonly [string, ...string[]];
  /** Takes what the program writes, and must be writable by its user. */
  readonly logFile: string;
  /** Where the tests run as root: the user that the program runs as. */
  readonly user?: string;
}

/** A program that ends with the process of the tests, however that ends. Linux only. */
export class LeashedProcess {
  readonly pid: number;
  /** Resolves when the program has ended. */
  readonly exited: Promise<number>;
  readonly #shell: Bun.Subprocess<"pipe", "pipe", "ignore">;
  #hasExited = false;

  private constructor(shell: Bun.Subprocess<"pipe", "pipe", "ignore">, pid: number) {
    this.#shell = shell;
    this.pid = pid;
    this.exited = shell.exited.then((code) => {
      this.#hasExited = true;
      return code;
    });
  }

  static async start({ command, logFile, user }: LeashedOptions): Promise<LeashedProcess> {
    const shell = Bun.spawn([...asUser(user), "sh", "-c", leash, "leash", logFile, ...command], {
      stdio: ["pipe", "pipe", "ignore"],
      cwd: "/",
      env: { ...process.env, LC_ALL: "C.UTF-8" },
    });
    const reader = shell.stdout.getReader();
    const { value } = await reader.read();
    return new LeashedProcess(shell, Number(new TextDecoder().decode(value)));
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** At once, with its children, as a crash would. */
  async kill(): Promise<void> {
    this.#shell.stdin.end();
    await this.exited;
  }

  async end(signal: "SIGTERM" | "SIGINT"): Promise<void> {
    if (!this.#hasExited) process.kill(this.pid, signal);
    await this.exited;
  }

  /** Stops it and its children where they are: connections stay open, and nothing is answered. */
  pause(): void {
    this.#signalAll("SIGSTOP");
  }

  resume(): void {
    this.#signalAll("SIGCONT");
  }

  #signalAll(signal: "SIGSTOP" | "SIGCONT"): void {
    process.kill(this.pid, signal);
    const children = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, "utf8").split(" ").filter(Boolean);
    for (const child of children) {
      try {
        process.kill(Number(child), signal);
      } catch {
        // It ended meanwhile.
      }
    }
  }
}

/** The prefix of a command that runs it as that user, where the tests run as root. */
export function asUser(user: string | undefined): string[] {
  const isRoot = process.getuid?.() === 0;
  return user === undefined || !isRoot ? [] : ["setpriv", `--reuid=${user}`, `--regid=${user}`, "--init-groups"];
}
