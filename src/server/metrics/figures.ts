import type { ServerStatus } from "../../protocol/admin.ts";
import type { AnyErrorCode } from "../../protocol/errors.ts";
import type { BusFigures } from "../bus/packet-bus.ts";
import type { StorageLoad } from "../storage/storage-health.ts";
import type { Blackout } from "./heartbeat.ts";

/** Everything that is told, of one moment. Totals are since the start. */
export interface Figures {
  readonly status: Pick<
    ServerStatus,
    "version" | "startedAt" | "connections" | "onlineUsers" | "memory" | "eventLoopDelay" | "nodes"
  >;
  /** Missing where the storage did not tell in time. */
  readonly stored: Pick<ServerStatus, "data" | "counts"> | undefined;
  readonly deliveryCount: number;
  readonly postCount: number;
  readonly signInCount: number;
  readonly refusalCounts: ReadonlyMap<AnyErrorCode, number>;
  readonly endCounts: ReadonlyMap<AnyErrorCode | "client", number>;
  readonly load: StorageLoad;
  readonly pushCount: number;
  readonly catchingUpCount: number;
  readonly congestedCount: number;
  readonly waitingBytes: number;
  readonly cpuSeconds: number;
  readonly blackout: Blackout | undefined;
  /** Missing where there is no bus. */
  readonly bus: BusFigures | undefined;
}
