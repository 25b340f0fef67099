import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Subprocess } from "bun";
import { eventually } from "../../test/support/eventually.ts";
import { freePort } from "../../test/support/free-port.ts";
import { outcome } from "./command.ts";
import { last, type Stage, variables } from "./dockerfile.ts";
import { fail } from "./talk.ts";

const START_WITHIN_MS = 30_000;

interface Folders {
  readonly root: string;
  readonly dataFolder: string;
}

/** What Docker starts of an image: process 1 of a namespace, with the user, environment, command, signal and health check that the Dockerfile names. */
export class ImageProcess implements AsyncDisposable {
  readonly url: string;
  readonly #stage: Stage;
  readonly #child: Subprocess;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(stage: Stage, { root, dataFolder }: Folders, port: number) {
    this.#stage = stage;
    this.url = `http://127.0.0.1:${port}`;
    this.#environment = { ...Object.fromEntries(variables(stage, "ENV")), SHOAL_PORT: String(port) };
    for (const name of ["proc", "dev"]) mkdirSync(join(root, name), { recursive: true });
    const volume = last(stage, "VOLUME")?.text ?? "";
    const inside = `set -e
      mount --bind "$1" "$1"
      mount -t proc proc "$1/proc"
      mount --rbind /dev "$1/dev"
      mount -t tmpfs tmpfs "$1/tmp"
      mount --bind "$2" "$1$3"
      mount -o remount,bind,ro "$1"
      root=$1 user=$4; shift 4
      exec chroot --userspec="$user" --groups= "$root" "$@"`;
    const command = [...(last(stage, "ENTRYPOINT")?.words ?? []), ...(last(stage, "CMD")?.words ?? [])];
    this.#child = Bun.spawn(
      ["unshare", "--mount", "--pid", "--fork", "sh", "-c", inside, "sh", root, dataFolder, volume, this.#user, ...command],
      {
        env: { ...this.#environment, PATH: `${process.env.PATH}:${this.#environment.PATH}` },
        stdout: "ignore",
        stderr: "inherit",
      },
    );
  }

  static async start(stage: Stage, folders: Folders): Promise<ImageProcess> {
    const image = new ImageProcess(stage, folders, await freePort());
    await eventually(() => image.#firstPid, START_WITHIN_MS);
    return image;
  }

  /** Waits until the health check of the Dockerfile passes. */
  async isHealthy(): Promise<void> {
    const [word, ...rest] = last(this.#stage, "HEALTHCHECK")?.text.split(/ (.*)/s) ?? [];
    if (word !== "CMD") throw new Error("The health check is a command.");
    const check = JSON.parse(rest[0] ?? "") as string[];
    const until = performance.now() + START_WITHIN_MS;
    for (;;) {
      const result = await this.#run(check);
      if (result.exitCode === 0) return console.log(`It is healthy: ${result.stdout.trim()}`);
      if (performance.now() > until || this.#child.exitCode !== null) fail(`It is not healthy: ${result.stderr}`);
      await Bun.sleep(100);
    }
  }

  /** Whether even root could. */
  async canWriteRoot(): Promise<boolean> {
    const { exitCode } = await this.#run(["sh", "-c", "echo > /opt/shoal/written || echo > /written"], "0:0");
    return exitCode === 0;
  }

  /** By the signal of the Dockerfile. */
  async stop(): Promise<{ exitCode: number; ms: number }> {
    const startedAt = performance.now();
    process.kill(this.#firstPid, (last(this.#stage, "STOPSIGNAL")?.text ?? "SIGTERM") as NodeJS.Signals);
    return { exitCode: await this.#child.exited, ms: performance.now() - startedAt };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Process 1 outlives its parent, and takes the others with it.
    if (this.#child.exitCode === null) process.kill(this.#firstPid, "SIGKILL");
    await this.#child.exited;
  }

  /** Like `docker exec`. */
  async #run(command: readonly string[], user = this.#user) {
    const [userId, groupId] = user.split(":");
    const as = [`--setuid=${userId}`, `--setgid=${groupId}`];
    const into = [`--target=${this.#firstPid}`, "--mount", "--pid", "--root", "--wd", ...as];
    const path = `${process.env.PATH}:${this.#environment.PATH}`;
    return await outcome(["nsenter", ...into, ...command], { environment: { ...this.#environment, PATH: path } });
  }

  get #user(): string {
    return last(this.#stage, "USER")?.text ?? fail("It would run as root.");
  }

  /** Process 1 inside, as this namespace numbers it. */
  get #firstPid(): number {
    const { pid } = this.#child;
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
    if (!Number(child)) throw new Error("It has ended, or has not begun.");
    return Number(child);
  }
}
