import { type AnyErrorCode, errorKind, errorTable } from "../../protocol/errors.ts";
import type { Tally } from "../storage/tally.ts";
import type { Figures } from "./figures.ts";

/** A metric without a value is not told. */
type Value = number | undefined;

export interface NumberFamily {
  readonly help: string;
  readonly type: "counter" | "gauge";
  /** The name of its one label. No label stands for a user, a room, an address or a text: their values are words of the code. */
  readonly label?: string;
  /** One value, or one for each value of the label. */
  readonly read: (figures: Figures) => Value | Readonly<Record<string, Value>>;
}

export interface TallyFamily {
  readonly help: string;
  readonly type: "histogram";
  /** What a value and its bounds are divided by. */
  readonly unit: number;
  readonly read: (figures: Figures) => Tally;
}

/** So that a transport and a code are told with 0 before the first one. */
const noConnections = { websocket: 0, stream: 0, "long-poll": 0, poll: 0, plain: 0 };
const codes = Object.keys(errorTable) as AnyErrorCode[];
const endings = ["client", ...codes.filter((code) => errorKind(code).closeCode !== undefined)] as const;

/** What `GET /metrics` tells, by name: docs/operating.md has the same list. */
export const numberFamilies: Readonly<Record<string, NumberFamily>> = {
  shoal_build_info: {
    help: "Always 1; the label is the version.",
    type: "gauge",
    label: "version",
    read: ({ status }) => ({ [status.version]: 1 }),
  },
  process_start_time_seconds: {
    help: "When the server started, in seconds since 1970 UTC.",
    type: "gauge",
    read: ({ status }) => status.startedAt / 1000,
  },
  process_cpu_seconds_total: {
    help: "Processor time of all threads.",
    type: "counter",
    read: ({ cpuSeconds }) => cpuSeconds,
  },
  process_resident_memory_bytes: {
    help: "Memory in use.",
    type: "gauge",
    read: ({ status }) => status.memory.residentBytes,
  },
  shoal_heap_bytes: {
    help: "Memory in use by objects of the main thread.",
    type: "gauge",
    read: ({ status }) => status.memory.heapBytes,
  },
  shoal_event_loop_delay_seconds: {
    help: "By how much the main thread was late over the last minute.",
    type: "gauge",
    label: "stat",
    read: ({ status }) => ({ mean: status.eventLoopDelay.meanMs / 1000, max: status.eventLoopDelay.maxMs / 1000 }),
  },
  shoal_blackout_seconds: {
    help: "For how long clients could not reach the server before this start, at most.",
    type: "gauge",
    read: ({ blackout }) => blackout && blackout.ms / 1000,
  },
  shoal_blackout_uncertainty_seconds: {
    help: "By how much the blackout may have been shorter.",
    type: "gauge",
    read: ({ blackout }) => blackout && blackout.uncertainMs / 1000,
  },
  shoal_connections: {
    help: "Connections that are open, by transport.",
    type: "gauge",
    label: "transport",
    read: ({ status }) => ({ ...noConnections, ...status.connections }),
  },
  shoal_nodes: {
    help: "Nodes of the server that this one hears, itself among them.",
    type: "gauge",
    read: ({ status }) => status.nodes?.length ?? 1,
  },
  shoal_connections_ended_total: {
    help: "Connections that have ended, by the code with which the server ended them, or by the client.",
    type: "counter",
    label: "by",
    read: ({ endCounts }) => Object.fromEntries(endings.map((by) => [by, endCounts.get(by) ?? 0])),
  },
  shoal_connections_catching_up: {
    help: "Connections that are brought up to date from the log.",
    type: "gauge",
    read: ({ catchingUpCount }) => catchingUpCount,
  },
  shoal_connections_congested: {
    help: "Connections whose client does not take what waits for it.",
    type: "gauge",
    read: ({ congestedCount }) => congestedCount,
  },
  shoal_users_online: {
    help: "Users with a connection.",
    type: "gauge",
    read: ({ status }) => status.onlineUsers,
  },
  shoal_deliveries_total: {
    help: "Frames of events that were handed to connections.",
    type: "counter",
    read: ({ deliveryCount }) => deliveryCount,
  },
  shoal_posts_total: {
    help: "Messages that were stored.",
    type: "counter",
    read: ({ postCount }) => postCount,
  },
  shoal_sign_ins_total: {
    help: "Sessions that were begun over HTTP.",
    type: "counter",
    read: ({ signInCount }) => signInCount,
  },
  shoal_refusals_total: {
    help: "What clients were refused, by the code of the error.",
    type: "counter",
    label: "code",
    read: ({ refusalCounts }) => Object.fromEntries(codes.map((code) => [code, refusalCounts.get(code) ?? 0])),
  },
  shoal_queue_length: {
    help: "What waits for an answer: calls of the storage's threads, and push messages.",
    type: "gauge",
    label: "queue",
    read: ({ load, pushCount }) => ({ ...load.waiting, push: pushCount }),
  },
  shoal_waiting_bytes: {
    help: "Bytes that clients have not taken yet.",
    type: "gauge",
    read: ({ waitingBytes }) => waitingBytes,
  },
  shoal_search_lag_seconds: {
    help: "For how long the oldest message that cannot be found yet has waited to be indexed.",
    type: "gauge",
    read: ({ load }) => load.searchLagMs / 1000,
  },
  shoal_bus_connected: {
    help: "Whether messages reach other nodes at the moment: 1 or 0.",
    type: "gauge",
    read: ({ bus }) => bus && Number(bus.isConnected),
  },
  shoal_bus_messages_total: {
    help: "Messages between nodes that the bus took from this one, or brought to it.",
    type: "counter",
    label: "direction",
    read: ({ bus }) => bus && { out: bus.sentCount, in: bus.receivedCount },
  },
  shoal_bus_dropped_total: {
    help: "Messages to other nodes that were dropped, and what the bus brought that no node sends, by reason.",
    type: "counter",
    label: "reason",
    read: ({ bus }) => bus?.droppedCounts,
  },
  shoal_storage_bytes: {
    help: "Sizes of what is stored, by part.",
    type: "gauge",
    label: "part",
    read: ({ stored }) =>
      stored && {
        database: stored.data.databaseBytes,
        wal: stored.data.walBytes,
        search: stored.data.searchBytes,
        files: stored.data.fileBytes,
      },
  },
  shoal_disk_free_bytes: {
    help: "Room on the disk of the data folder.",
    type: "gauge",
    read: ({ stored }) => stored?.data.freeBytes,
  },
  shoal_stored: {
    help: "How many there are, by kind; read every 10 s at most.",
    type: "gauge",
    label: "kind",
    read: ({ stored }) => stored && { ...stored.counts },
  },
};

export const tallyFamilies: Readonly<Record<string, TallyFamily>> = {
  shoal_commit_seconds: {
    help: "From handing a batch of writes to the storage until its answer, which comes after the disk has it.",
    type: "histogram",
    unit: 1000,
    read: ({ load }) => load.commitMs,
  },
  shoal_commit_calls: {
    help: "Writes that were committed together.",
    type: "histogram",
    unit: 1,
    read: ({ load }) => load.callsPerCommit,
  },
};
