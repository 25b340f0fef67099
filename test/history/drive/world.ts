import type { TcpProxy } from "../../support/proxy.ts";
import type { SeededRandom } from "../../support/random.ts";
import type { ChatAdapter } from "../adapter.ts";
import type { Recorder } from "../record/recorder.ts";
import type { ClusterControl } from "./cluster-control.ts";
import type { Disk } from "./disk.ts";
import type { FakeTime } from "./fake-time.ts";
import type { RunOptions } from "./options.ts";
import type { RecordedClient } from "./recorded-client.ts";
import type { ServerControl } from "./server-control.ts";
import type { Storm } from "./storm.ts";
import type { Workload } from "./workload.ts";

/** What faults act on. */
export interface World {
  readonly options: RunOptions;
  readonly random: SeededRandom;
  readonly adapter: ChatAdapter;
  readonly recorder: Recorder;
  readonly server: ServerControl;
  /** Where the server is a cluster, what may happen to parts of it. */
  readonly cluster: ClusterControl | undefined;
  /** The folder of the server's data. */
  readonly folder: string;
  /** For what a fault keeps meanwhile, on another file system. */
  readonly scratchFolder: string;
  readonly clients: readonly RecordedClient[];
  /** Of the clients and of the group sockets. */
  readonly proxies: readonly TcpProxy[];
  readonly workload: Workload;
  readonly storm: Storm;
  readonly disk: Disk | undefined;
  readonly time: FakeTime | undefined;
  /**
   * Milliseconds. Of every client in every storm: from the return of the server until it heard again. Of every client at every death of a node: its longest
   * wait for the acknowledgement of a message.
   */
  readonly blackouts: number[];
  readonly counts: Record<
    "kills" | "drains" | "freezes" | "powerCuts" | "restores" | "storms" | "nodeKills" | "postgresKills",
    number
  >;
}
