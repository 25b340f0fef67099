import type { NatsConnection } from "@nats-io/transport-node";
import type { NatsAddress } from "./bus-address.ts";
import type { Carrier, Link, LinkEnds } from "./carrier.ts";
import { PACKET_BYTES_MAX } from "./packet.ts";

const CONNECT_MS_MAX = 5_000;
/** A server that leaves two of these without an answer is gone. */
const PING_INTERVAL_MS = 3_000;
const PINGS_MAX = 2;
/** With those the round trip is paid once for so many packets. */
const PACKETS_AT_ONCE_MAX = 512;

/** NATS, without its JetStream: it keeps nothing. `cluster` separates the nodes of one database from others on the same NATS. */
export class NatsCarrier implements Carrier {
  readonly place: string;
  readonly intervalMs = 0;
  readonly packetsAtOnceMax = PACKETS_AT_ONCE_MAX;
  readonly #address: NatsAddress;
  readonly #subject: string;
  readonly #pingIntervalMs: number;

  constructor(address: NatsAddress, cluster: string, pingIntervalMs = PING_INTERVAL_MS) {
    this.#address = address;
    this.#pingIntervalMs = pingIntervalMs;
    this.#subject = `shoal.${cluster}`;
    this.place = `nats ${address.servers.join(",")}`;
  }

  async connect(ends: LinkEnds): Promise<Link> {
    // Loaded by a server that has a NATS only.
    const { connect } = await import("@nats-io/transport-node");
    const { servers, hasTls, credentials } = this.#address;
    const connection = await connect({
      ...credentials,
      servers: [...servers],
      ...(hasTls && { tls: {} }),
      name: "shoal",
      noEcho: true,
      // Its own way to reconnect keeps what is published meanwhile, without a bound.
      reconnect: false,
      ...{ timeout: CONNECT_MS_MAX, pingInterval: this.#pingIntervalMs, maxPingOut: PINGS_MAX },
    });
    const link = new NatsLink(connection, this.#subject);
    await link.open(ends);
    return link;
  }
}

class NatsLink implements Link {
  readonly closed: Promise<string>;
  readonly #connection: NatsConnection;
  readonly #subject: string;
  /** What the server refused: it tells that beside the connection, which it leaves open. */
  #refusal: Error | undefined;

  constructor(connection: NatsConnection, subject: string) {
    this.#connection = connection;
    this.#subject = subject;
    this.closed = connection.closed().then((error) => (this.#refusal ?? error)?.message ?? "the connection was lost");
    void this.#watch();
  }

  /** Throws where the server does not let this user hear and say everything. */
  async open({ empty, receive }: LinkEnds): Promise<void> {
    const limit = this.#connection.info?.max_payload ?? PACKET_BYTES_MAX;
    if (limit < PACKET_BYTES_MAX) this.#refuse(new Error(`its max_payload is ${limit}; give it ${PACKET_BYTES_MAX} or more`));
    this.#connection.subscribe(this.#subject, {
      callback: (error, message) => (error === null ? receive(message.data) : this.#refuse(error)),
    });
    const isOpen = await Promise.race([this.send([empty]).then(() => true), this.closed.then(() => false)]);
    if (!isOpen || this.#refusal !== undefined) throw new Error(await this.closed);
  }

  send(packets: readonly string[]): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    try {
      for (const packet of packets) this.#connection.publish(this.#subject, packet);
      // Its answer says that the server has all of them, and not only this process' socket.
      this.#connection.flush().then(resolve, () => {});
    } catch {
      // Closed: `closed` tells.
    }
    return promise;
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #watch(): Promise<void> {
    for await (const status of this.#connection.status()) {
      if (status.type === "error") this.#refuse(status.error);
    }
  }

  #refuse(reason: Error): void {
    this.#refusal ??= reason;
    void this.#connection.close();
  }
}
