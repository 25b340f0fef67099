import { stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import type { Clock, MonotonicMs } from "../../clock.ts";
import type { NodeStatus, ServerStatus } from "../../protocol/admin.ts";
import type { Everyone } from "../gateway/everyone.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { NodeReport } from "../nodes/messages.ts";
import type { NodeEntry } from "../nodes/node-list.ts";
import type { Nodes } from "../nodes/nodes.ts";
import type { Presence } from "../presence/presence.ts";
import type { LiveSettings } from "../settings/live-settings.ts";
import type { RoomAdminRecords, StorageCounts } from "../storage/room-admin-records.ts";
import { LoopDelay } from "./loop-delay.ts";
import { RateMeter } from "./rate-meter.ts";
import type { Refusals } from "./refusals.ts";

interface StatusDependencies {
  readonly storage: RoomAdminRecords;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly gateway: Gateway;
  readonly everyone: Everyone;
  readonly presence: Presence;
  readonly settings: LiveSettings;
  readonly refusals: Refusals;
  readonly nodes: Pick<Nodes, "entries">;
  readonly signInCount: () => number;
}

/** Counting all logs of a large server takes a reader's thread some 100 ms: a page that asks often gets the same figures for so long. */
const COUNTS_LIFETIME_MS = 10_000;

/** How the server is doing [P181]: figures that exist anyway, or cost an addition. */
export class StatusReport {
  readonly #parts: StatusDependencies;
  readonly #startedAt: number;
  readonly #startedOn: MonotonicMs;
  readonly #deliveries: RateMeter;
  readonly #posts: RateMeter;
  readonly #signIns: RateMeter;
  readonly #loopDelay: LoopDelay;
  #counts: { readonly at: MonotonicMs; readonly value: Promise<StorageCounts> } | undefined;

  constructor(parts: StatusDependencies) {
    const { clock, gateway } = parts;
    this.#parts = parts;
    this.#startedAt = clock.now();
    this.#startedOn = clock.monotonicNow();
    this.#deliveries = new RateMeter(clock, () => parts.everyone.deliveryCount);
    this.#posts = new RateMeter(clock, () => gateway.postCount);
    this.#signIns = new RateMeter(clock, parts.signInCount);
    this.#loopDelay = new LoopDelay(clock);
  }

  async read(): Promise<ServerStatus> {
    return { ...this.now(), ...(await this.stored()) };
  }

  /** What the storage and the disk have to be asked for. */
  async stored(): Promise<Pick<ServerStatus, "data" | "counts">> {
    const [{ fileBytes, ...counts }, data] = await Promise.all([this.#count(), this.#sizes()]);
    return { data: { ...data, fileBytes }, counts };
  }

  /** What is at hand. */
  now(): Omit<ServerStatus, "data" | "counts"> {
    const { clock, gateway, presence, settings, refusals, nodes } = this.#parts;
    const { entries } = nodes;
    const memory = process.memoryUsage();
    return {
      version: packageJson.version,
      startedAt: this.#startedAt,
      uptimeMs: Math.round(clock.elapsedMs(this.#startedOn)),
      onlineUsers: presence.onlineCount,
      connections: connectionsOf(gateway),
      perSecond: {
        deliveries: this.#deliveries.perSecond,
        posts: this.#posts.perSecond,
        signIns: this.#signIns.perSecond,
      },
      memory: { residentBytes: memory.rss, heapBytes: memory.heapUsed },
      eventLoopDelay: this.#loopDelay.figures,
      refusals: refusals.list(),
      raid: settings.raid,
      ...(entries.length > 0 && { nodes: entries.map(shown) }),
    };
  }

  /** What other nodes are told of this one. */
  get report(): Omit<NodeReport, "name"> {
    const { version } = packageJson;
    const connections = connectionsOf(this.#parts.gateway);
    return { version, startedAt: this.#startedAt, connections, postsPerSecond: this.#posts.perSecond };
  }

  close(): void {
    for (const meter of [this.#deliveries, this.#posts, this.#signIns, this.#loopDelay]) meter.close();
  }

  #count(): Promise<StorageCounts> {
    const { storage, clock } = this.#parts;
    if (this.#counts === undefined || clock.elapsedMs(this.#counts.at) >= COUNTS_LIFETIME_MS) {
      this.#counts = { at: clock.monotonicNow(), value: storage.countEverything() };
    }
    return this.#counts.value;
  }

  async #sizes(): Promise<{ databaseBytes: number; walBytes: number; searchBytes: number; freeBytes: number }> {
    const folder = this.#parts.dataFolder;
    const sizeOf = async (name: string): Promise<number> => (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0;
    const [databaseBytes, walBytes, search, searchWal, { bavail, bsize }] = await Promise.all([
      sizeOf("shoal.db"),
      sizeOf("shoal.db-wal"),
      sizeOf("search.db"),
      sizeOf("search.db-wal"),
      statfs(folder),
    ]);
    return { databaseBytes, walBytes, searchBytes: search + searchWal, freeBytes: bavail * bsize };
  }
}

function shown({ name, version, startedAt, connections, postsPerSecond, silentMs }: NodeEntry): NodeStatus {
  return { name, version, startedAt, connections, postsPerSecond, silentMs };
}

/** By transport. */
function connectionsOf(gateway: Gateway): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { transportName } of gateway.connections) counts[transportName] = (counts[transportName] ?? 0) + 1;
  return counts;
}
