import { createHash } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import { StartError } from "../start-error.ts";
import { BUS_ADDRESS_FORM, parseBusAddress } from "./bus-address.ts";
import { PacketBus } from "./packet-bus.ts";

interface OpenBusOptions {
  readonly config: Pick<Config, "busUrl" | "storageUrl">;
  /** Of the database that the nodes have in common. */
  readonly epoch: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The bus between the nodes on one PostgreSQL; `undefined` for the server that is alone. Does not wait until it is connected. Throws `StartError`. */
export async function openBus({ config, epoch, clock, log }: OpenBusOptions): Promise<PacketBus | undefined> {
  const { storageUrl, busUrl = storageUrl } = config;
  if (busUrl === undefined) return undefined;
  if (storageUrl === undefined) {
    throw new StartError("--bus joins the nodes on one PostgreSQL: name that with --storage, or leave --bus out.");
  }
  const address = parseBusAddress(busUrl);
  if (address === undefined) throw new StartError(`${BUS_ADDRESS_FORM}.`);
  const cluster = clusterOf(epoch);
  if (address.type === "nats") {
    const { NatsCarrier } = await import("./nats-bus.ts");
    return new PacketBus({ carrier: new NatsCarrier(address, cluster), clock, log });
  }
  const { NotifyCarrier } = await import("./notify-bus.ts");
  return new PacketBus({ carrier: new NotifyCarrier(address, cluster, clock), clock, log });
}

/** The same for all nodes of a database, and of another one not. A word of NATS' subjects and of Postgres' names. */
function clusterOf(epoch: string): string {
  return createHash("sha256").update(epoch).digest("hex").slice(0, 16);
}
