import type { TcpProxy } from "../../support/proxy.ts";
import type { SeededRandom } from "../../support/random.ts";
import type { ChatAdapter } from "../adapter.ts";
import type { Recorder } from "../record/recorder.ts";
import type { Disk } from "./disk.ts";
import type { FakeTime } from "./fake-time.ts";
import type { RunOptions } from "./options.ts";
import type { RecordedClient } from "./recorded-client.ts";
import type { Storm } from "./storm.ts";
import type { SupervisedServer } from "./supervised-server.ts";
import type { Workload } from "./workload.ts";

/** What faults act on. */
export interface World {
  readonly options: RunOptions;
  readonly random: SeededRandom;
  readonly adapter: ChatAdapter;
  readonly recorder: Recorder;
  readonly server: SupervisedServer;
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
  /** Of every client in every storm: milliseconds from the return of the server until it heard again. */
  readonly blackouts: number[];
  readonly counts: { kills: number; drains: number; freezes: number; powerCuts: number; restores: number; storms: number };
}
