import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SQL } from "bun";
import { freePort } from "../../test/support/free-port.ts";
import { NatsServer } from "../../test/support/nats-server.ts";
import { PostgresServer } from "../../test/support/postgres-server.ts";
import { cpuSecondsOf, postgresPid } from "../support/process-cpu.ts";
import { ServerProcess } from "../support/server-process.ts";

/** What carries hints; with `nothing` nodes only read the feed every 500 ms. */
export type BusName = "NATS" | "NOTIFY" | "nothing";

interface ClusterOptions {
  readonly nodeCount: number;
  readonly bus?: BusName;
}

/** What was used since the start. */
export interface Usage {
  readonly atMs: number;
  /** CPU of each node, in seconds. */
  readonly nodes: readonly number[];
  readonly postgres: number;
  readonly nats: number;
  readonly generator: number;
  readonly walBytes: number;
  readonly diskBytes: number;
  /** Transactions that the feed tells of: batches of messages, and those of verbs. */
  readonly appendCommits: number;
  readonly verbCommits: number;
  readonly statements: number;
  readonly feedReads: number;
  /** Published on NATS, and handed on by it. */
  readonly natsIn: Traffic;
  readonly natsOut: Traffic;
}

interface Traffic {
  readonly messages: number;
  readonly bytes: number;
}

interface Counted {
  readonly wal: string;
  readonly disk: string;
  readonly appends: string;
  readonly verbs: string;
  readonly statements: string;
  readonly reads: string;
}

const unusedPort = 1; // where no NATS listens
const settings = {
  shared_preload_libraries: "pg_stat_statements",
  shared_buffers: "256MB",
  max_wal_size: "4GB",
};

const counts = `
  SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS wal, pg_database_size(current_database()) AS disk,
    (SELECT sum(feed) FROM lanes WHERE lane > 0) AS appends, (SELECT feed FROM lanes WHERE lane = 0) AS verbs,
    (SELECT sum(calls) FROM pg_stat_statements) AS statements,
    (SELECT coalesce(sum(calls), 0) FROM pg_stat_statements WHERE query LIKE 'SELECT * FROM read_feed%') AS reads`;

/** Nodes, a PostgreSQL that commits durably, and a NATS where there is one; all on this machine. */
export class Cluster implements AsyncDisposable {
  readonly nodes: readonly ServerProcess[];
  readonly #postgres: PostgresServer;
  readonly #nats: NatsServer | undefined;
  readonly #natsMonitor: string;
  readonly #sql: SQL;
  readonly #folder: string;

  private constructor(parts: {
    readonly nodes: readonly ServerProcess[];
    readonly postgres: PostgresServer;
    readonly nats: NatsServer | undefined;
    readonly natsMonitor: string;
    readonly sql: SQL;
    readonly folder: string;
  }) {
    this.nodes = parts.nodes;
    this.#postgres = parts.postgres;
    this.#nats = parts.nats;
    this.#natsMonitor = parts.natsMonitor;
    this.#sql = parts.sql;
    this.#folder = parts.folder;
  }

  static async start({ nodeCount, bus = "NATS" }: ClusterOptions): Promise<Cluster> {
    const postgres = await PostgresServer.start({ isDurable: true, settings });
    const monitorPort = await freePort();
    const nats = bus === "NATS" ? await NatsServer.start({ configuration: `http: "127.0.0.1:${monitorPort}"` }) : undefined;
    const url = await postgres.createDatabase();
    const sql = new SQL(url, { max: 1 });
    await sql.unsafe("CREATE EXTENSION pg_stat_statements");
    const folder = mkdtempSync(join(tmpdir(), "shoal-cluster-"));
    const busUrl = { NATS: nats?.url, NOTIFY: url, nothing: `nats://127.0.0.1:${unusedPort}` }[bus] ?? url;
    const nodes: ServerProcess[] = [];
    for (let index = 0; index < nodeCount; index += 1) {
      const data = join(folder, `node-${index}`);
      mkdirSync(data);
      const flags = ["--port", "0", "--data", data, "--messages-per-second", "0", "--log-level", "error"];
      const command = ["bin/shoal", "serve", ...flags, "--storage", url, "--bus", busUrl];
      nodes.push(await ServerProcess.start(command, { core: "any" }));
    }
    return new Cluster({ nodes, postgres, nats, natsMonitor: `http://127.0.0.1:${monitorPort}/varz`, sql, folder });
  }

  /** The node that the client of that number is connected to. */
  nodeOf(client: number): ServerProcess {
    const node = this.nodes[client % this.nodes.length];
    if (node === undefined) throw new Error("A cluster has nodes.");
    return node;
  }

  cpuSeconds(): number {
    return this.nodes.reduce((sum, node) => sum + node.cpuSeconds(), 0);
  }

  /** Of tables that took what was written only: what vacuum gives back is not waited for. */
  async usage(): Promise<Usage> {
    const [counted]: Counted[] = await this.#sql.unsafe(counts);
    if (counted === undefined) throw new Error("A statement without FROM answers one row.");
    const nats = this.#nats === undefined ? undefined : await (await fetch(this.#natsMonitor)).json();
    const { user, system } = process.cpuUsage();
    return {
      atMs: performance.now(),
      nodes: this.nodes.map((node) => node.cpuSeconds()),
      postgres: cpuSecondsOf(postgresPid(this.#postgres.folder)),
      nats: this.#nats === undefined ? 0 : cpuSecondsOf(this.#nats.pid),
      generator: (user + system) / 1e6,
      walBytes: Number(counted.wal),
      diskBytes: Number(counted.disk),
      appendCommits: Number(counted.appends),
      verbCommits: Number(counted.verbs),
      statements: Number(counted.statements),
      feedReads: Number(counted.reads),
      natsIn: { messages: nats?.in_msgs ?? 0, bytes: nats?.in_bytes ?? 0 },
      natsOut: { messages: nats?.out_msgs ?? 0, bytes: nats?.out_bytes ?? 0 },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
    await this.#sql.close({ timeout: 0 });
    await this.#nats?.[Symbol.asyncDispose]();
    await this.#postgres[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What was used between two moments. */
export function used(before: Usage, after: Usage): Usage {
  const traffic = (one: Traffic, other: Traffic): Traffic => ({
    messages: other.messages - one.messages,
    bytes: other.bytes - one.bytes,
  });
  return {
    atMs: after.atMs - before.atMs,
    nodes: after.nodes.map((seconds, index) => seconds - (before.nodes[index] ?? 0)),
    postgres: after.postgres - before.postgres,
    nats: after.nats - before.nats,
    generator: after.generator - before.generator,
    walBytes: after.walBytes - before.walBytes,
    diskBytes: after.diskBytes - before.diskBytes,
    appendCommits: after.appendCommits - before.appendCommits,
    verbCommits: after.verbCommits - before.verbCommits,
    statements: after.statements - before.statements,
    feedReads: after.feedReads - before.feedReads,
    natsIn: traffic(before.natsIn, after.natsIn),
    natsOut: traffic(before.natsOut, after.natsOut),
  };
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
