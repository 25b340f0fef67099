import { startClusterNginx } from "./cluster-nginx.ts";
import { NatsServer } from "./nats-server.ts";
import { startPgBouncer } from "./pgbouncer.ts";
import { PostgresServer } from "./postgres-server.ts";
import { TcpProxy } from "./proxy.ts";
import { ServerProcess } from "./server-process.ts";

export interface ClusterOptions {
  /** Default: 3, which is the most that nginx knows. */
  readonly nodes?: number;
  /** Default: nats. */
  readonly bus?: "nats" | "notify";
  /** Postgres waits for a second server, which can take over. */
  readonly hasStandby?: boolean;
  /** The nodes reach Postgres through PgBouncer; NOTIFY does not work there. */
  readonly isPooled?: boolean;
  /** Of every node, beyond the storage and the bus. */
  readonly flags?: readonly string[];
  /** Another root of the source of each node, by its index: mutants, and other versions. */
  readonly sourceRoot?: (index: number) => string | undefined;
}

/** What a node reaches by the network, each over a proxy of its own. */
export type Dependency = "postgres" | "bus";
/** `cut`: connections end, and new ones are refused. `frozen`: they stay, and nothing passes. */
export type Partition = "cut" | "frozen";

const START_ATTEMPTS_MAX = 5;

/** Equal nodes on one PostgreSQL, as real processes, behind nginx, and a network between all of them that can be cut. */
export class Cluster implements AsyncDisposable {
  readonly nodes: readonly ClusterNode[];
  readonly postgres: PostgresServer;
  /** Has every commit, and takes over by `failOver`. */
  readonly standby: PostgresServer | undefined;
  readonly nats: NatsServer | undefined;
  /** Of nginx: each request, and each connection, at the next node. */
  readonly url: string;
  readonly #database: string;
  readonly #stack: AsyncDisposableStack;
  #hasFailedOver = false;

  private constructor(parts: ClusterParts, stack: AsyncDisposableStack) {
    this.nodes = parts.nodes;
    this.postgres = parts.postgres;
    this.standby = parts.standby;
    this.nats = parts.nats;
    this.#database = parts.database;
    this.url = parts.url;
    this.#stack = stack;
  }

  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    await using stack = new AsyncDisposableStack();
    const postgres = stack.use(await PostgresServer.start());
    const databaseUrl = await postgres.createDatabase();
    const standby = options.hasStandby ? stack.use(await postgres.standby()) : undefined;
    const nats = options.bus === "notify" ? undefined : stack.use(await NatsServer.start());
    const pool = options.isPooled ? stack.use(await startPgBouncer(databaseUrl)) : undefined;
    const storageUrl = pool === undefined ? databaseUrl : `${pool.url}?prepare=false`;
    const nodes: ClusterNode[] = [];
    for (let index = 0; index < (options.nodes ?? 3); index += 1) {
      // One after the other: the first makes the tables.
      nodes.push(stack.use(await ClusterNode.start({ ...options, index, storageUrl, busUrl: nats?.url ?? databaseUrl })));
    }
    const { url } = stack.use(await startClusterNginx(nodes.map((node) => node.url)));
    const database = new URL(databaseUrl).pathname.slice(1);
    return new Cluster({ nodes, postgres, standby, nats, database, url }, stack.move());
  }

  get hasFailedOver(): boolean {
    return this.#hasFailedOver;
  }

  /** The database that the nodes have in common, without a proxy. */
  get databaseUrl(): string {
    const server = this.#hasFailedOver ? (this.standby ?? this.postgres) : this.postgres;
    return server.urlOf(this.#database);
  }

  /** What all nodes wrote to their logs since they were started last. */
  get log(): string {
    return this.nodes.map(({ log }, index) => log.replace(/^/gm, `${index + 1}: `)).join("\n");
  }

  /** The standby becomes the server that every node reaches at the address of the one before, which must have been killed. */
  async failOver(): Promise<void> {
    const { standby } = this;
    if (standby === undefined) throw new Error("This cluster has no standby.");
    await standby.promote();
    this.#hasFailedOver = true;
    for (const node of this.nodes) node.moveDatabase(standby.url);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack[Symbol.asyncDispose]();
  }
}

interface ClusterParts extends Pick<Cluster, "nodes" | "postgres" | "standby" | "nats" | "url"> {
  readonly database: string;
}

interface NodeOptions extends ClusterOptions {
  readonly index: number;
  readonly storageUrl: string;
  readonly busUrl: string;
}

export class ClusterNode implements AsyncDisposable {
  readonly #process: ServerProcess;
  readonly #links: Readonly<Record<Dependency, TcpProxy>>;
  #isPaused = false;
  /** Ended on purpose. */
  #isDown = false;

  private constructor(process: ServerProcess, links: Readonly<Record<Dependency, TcpProxy>>) {
    this.#process = process;
    this.#links = links;
  }

  static async start({ index, storageUrl, busUrl, flags = [], sourceRoot }: NodeOptions): Promise<ClusterNode> {
    await using stack = new AsyncDisposableStack();
    const postgres = stack.use(await TcpProxy.start(storageUrl));
    const bus = stack.use(await TcpProxy.start(busUrl));
    const ways = ["--storage", throughProxy(storageUrl, postgres), "--bus", throughProxy(busUrl, bus)];
    const process = await ServerProcess.start({
      flags: [...ways, "--trust-proxy", "127.0.0.1", ...flags],
      sourceRoot: sourceRoot?.(index),
    });
    stack.move();
    return new ClusterNode(process, { postgres, bus });
  }

  get url(): string {
    return this.#process.url;
  }

  get log(): string {
    return this.#process.log;
  }

  /** It ended, and not on purpose. */
  get hasCrashed(): boolean {
    return !this.#isDown && this.#process.hasExited;
  }

  async kill(): Promise<void> {
    this.#isDown = true;
    await this.#process.kill9();
  }

  /** Asks it to stop, which lets its clients go to other nodes; tells its exit code. */
  async drain(): Promise<number | null> {
    this.#isDown = true;
    return await this.#process.terminate();
  }

  /** Starts it where it was, with its data folder. What it needs may come back in the same moment. */
  async restart(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#process.restart();
        this.#isDown = false;
        return;
      } catch (error) {
        if (attempt === START_ATTEMPTS_MAX) throw error;
      }
    }
  }

  pause(): void {
    this.#isPaused = true;
    this.#process.pause();
  }

  resume(): void {
    if (this.#isPaused) this.#process.resume();
    this.#isPaused = false;
  }

  partition(dependency: Dependency, manner: Partition): void {
    const link = this.#links[dependency];
    if (manner === "frozen") {
      link.hold("up");
      link.hold("down");
      return;
    }
    link.isAccepting = false;
    link.cut();
  }

  /** Ends every partition. Where nothing passed, what was held goes on its way. */
  heal(): void {
    for (const link of Object.values(this.#links)) link.mend();
  }

  /** Its address of the database leads to another server from now on. */
  moveDatabase(serverUrl: string): void {
    this.#links.postgres.moveTo(serverUrl);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
    for (const link of Object.values(this.#links)) await link[Symbol.asyncDispose]();
  }
}

function throughProxy(url: string, proxy: TcpProxy): string {
  const way = new URL(url);
  way.port = new URL(proxy.url).port;
  return way.href;
}
