import { existsSync, readdirSync } from "node:fs";
import { readFile, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SQL } from "bun";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { asUser, LeashedProcess } from "./leashed-process.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";

interface PostgresOptions {
  /** Every commit reaches the disk. Without it a killed server still loses nothing: the machine has what it wrote. */
  readonly isDurable?: boolean;
  /** Lines of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** PostgreSQL refuses to run as root. */
const USER = "postgres";
const STANDBY = "standby";
const CONNECTIONS_MAX = 200;
const READY_WITHIN_MS = 30_000;
/** Where Debian puts it, in a folder for each version. */
const versionsFolder = "/usr/lib/postgresql";

/** A real PostgreSQL on a free port of 127.0.0.1, with a folder of its own. It ends with the process of the tests. */
export class PostgresServer implements AsyncDisposable {
  readonly port: number;
  /** With the data, in `data`, and with what the server says, in `log`. */
  readonly folder: string;
  readonly #temporary: TemporaryFolder;
  readonly #options: PostgresOptions;
  readonly #isStandby: boolean;
  #process: LeashedProcess | undefined;
  #databaseCount = 0;

  private constructor(port: number, temporary: TemporaryFolder, options: PostgresOptions, isStandby = false) {
    this.port = port;
    this.folder = temporary.path;
    this.#temporary = temporary;
    this.#options = options;
    this.#isStandby = isStandby;
  }

  static async start(options: PostgresOptions = {}): Promise<PostgresServer> {
    const server = new PostgresServer(await freePort(), await folderOfPostgres(), options);
    try {
      await run("cp", "--archive", "--reflink=auto", join(await template(), "data"), server.#dataFolder);
      await server.restart();
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  /** Of the database that every server has. */
  get url(): string {
    return this.urlOf("postgres");
  }

  urlOf(database: string): string {
    return `postgres://${USER}@127.0.0.1:${this.port}/${database}`;
  }

  /** What the server said so far. */
  async log(): Promise<string> {
    return await readFile(this.#logFile, "utf8");
  }

  /** A fresh database, or a copy of one that has no connections; its address. */
  async createDatabase({ copyOf = "template1" }: { readonly copyOf?: string } = {}): Promise<string> {
    this.#databaseCount += 1;
    const name = `test_${this.#databaseCount}`;
    await this.#ask(`CREATE DATABASE ${name} TEMPLATE ${copyOf}`);
    return this.urlOf(name);
  }

  /** As a crash does: the server and all of its processes, without a last word. */
  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  /** In order; connections are ended. */
  async stop(): Promise<void> {
    this.#process?.resume();
    await this.#process?.end("SIGINT");
  }

  /** Starts it on the same port, with the same data; kills it before where it runs. */
  async restart(): Promise<void> {
    await this.kill();
    await eventually(async () => {
      if (this.#process === undefined || this.#process.hasExited) this.#process = await this.#launch();
      // A hot standby takes connections as soon as it is consistent.
      await this.#ask("SELECT 1");
    }, READY_WITHIN_MS).catch(async (error) => {
      throw new Error(`PostgreSQL did not start:\n${await this.log()}`, { cause: error });
    });
  }

  /** Answers nothing from now on; connections stay. */
  pause(): void {
    this.#process?.pause();
  }

  resume(): void {
    this.#process?.resume();
  }

  /** A second server that has every commit before it is acknowledged. This one waits for it from now on. */
  async standby(): Promise<PostgresServer> {
    const standby = new PostgresServer(await freePort(), await folderOfPostgres(), this.#options, true);
    try {
      const source = ["--host=127.0.0.1", `--port=${this.port}`, `--username=${USER}`];
      const manner = ["--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync"];
      await run(...asUser(USER), program("pg_basebackup"), ...source, ...manner, `--pgdata=${standby.#dataFolder}`);
      await standby.restart();
      await this.#ask(`ALTER SYSTEM SET synchronous_standby_names = '${STANDBY}'`);
      await this.#ask("SELECT pg_reload_conf()");
      await eventually(async () => {
        const [row] = await this.#ask("SELECT sync_state FROM pg_stat_replication");
        if (row?.sync_state !== "sync") throw new Error(`The standby is ${row?.sync_state ?? "not connected"}.`);
      }, READY_WITHIN_MS);
    } catch (error) {
      await standby[Symbol.asyncDispose]();
      throw error;
    }
    return standby;
  }

  /** Makes a standby take writes, and wait for no other. */
  async promote(): Promise<void> {
    await this.#ask("SELECT pg_promote(true, 30)");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#temporary[Symbol.asyncDispose]();
  }

  get #dataFolder(): string {
    return join(this.folder, "data");
  }

  get #logFile(): string {
    return join(this.folder, "log");
  }

  async #launch(): Promise<LeashedProcess> {
    const settings = {
      listen_addresses: "127.0.0.1",
      port: this.port,
      unix_socket_directories: "",
      max_connections: CONNECTIONS_MAX,
      shared_buffers: "32MB",
      log_min_messages: "warning",
      ...(this.#isStandby && { cluster_name: STANDBY, wal_retrieve_retry_interval: "100ms" }),
      ...(this.#options.isDurable !== true && { fsync: "off", full_page_writes: "off" }),
      ...this.#options.settings,
    };
    const parameters = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    return await LeashedProcess.start({
      command: [program("postgres"), "-D", this.#dataFolder, ...parameters],
      logFile: this.#logFile,
      user: USER,
    });
  }

  async #ask(statement: string): Promise<readonly Record<string, unknown>[]> {
    const sql = new SQL(this.url, { max: 1, connectionTimeout: 5 });
    try {
      return await sql.unsafe(statement);
    } finally {
      await sql.close();
    }
  }
}

/** An empty cluster of databases, made once on a machine: that takes seconds, and a copy of it none. */
async function template(): Promise<string> {
  const initdb = program("initdb");
  const path = join(tmpdir(), `shoal-test-template-${Bun.hash(initdb).toString(36)}-${process.getuid?.()}`);
  if (existsSync(path)) return path;
  const folder = await folderOfPostgres();
  const manner = ["--auth=trust", "--encoding=UTF8", "--locale=C", `--username=${USER}`, "--no-sync"];
  await run(...asUser(USER), initdb, ...manner, `--pgdata=${join(folder.path, "data")}`);
  // Another process may have been faster: its folder is as good.
  await rename(folder.path, path).catch(() => folder[Symbol.asyncDispose]());
  return path;
}

async function folderOfPostgres(): Promise<TemporaryFolder> {
  const folder = await temporaryFolder();
  if (process.getuid?.() === 0) await run("chown", `${USER}:`, folder.path);
  return folder;
}

/** The newest that the machine has, or what stands in PATH. */
function program(name: string): string {
  const path = Bun.which(name);
  if (path !== null) return path;
  const [newest] = readdirSync(versionsFolder).sort((one, other) => Number(other) - Number(one));
  return join(versionsFolder, newest ?? "", "bin", name);
}

async function run(...command: string[]): Promise<void> {
  const child = Bun.spawn(command, { stdio: ["ignore", "ignore", "pipe"], cwd: "/" });
  const said = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(`${command.join(" ")} failed:\n${said}`);
}
