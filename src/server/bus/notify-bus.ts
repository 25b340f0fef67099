import { SQL } from "bun";
import type { Clock } from "../../clock.ts";
import type { NotifyAddress } from "./bus-address.ts";
import type { Carrier, Link, LinkEnds } from "./carrier.ts";

/** NOTIFY takes a lock of the whole database when it commits: a node takes it this seldom, however much it has to say. */
const SEND_INTERVAL_MS = 20;
const PACKETS_AT_ONCE_MAX = 16;
const CONNECT_SECONDS_MAX = 5;
/** A packet of this node must have come back to it within this time; without others, one without messages is sent. */
const ECHO_MS_MAX = 5_000;

const noEchoReasons = {
  pooled:
    "LISTEN does not work there: a pooler such as PgBouncer in transaction mode passes no NOTIFY on; give --bus postgres://… the address of the database itself",
  silent: "the database does not answer",
};

/** Postgres' NOTIFY: one connection listens, and another one sends. `cluster` separates databases' nodes as in NATS. */
export class NotifyCarrier implements Carrier {
  readonly place: string;
  readonly intervalMs = SEND_INTERVAL_MS;
  readonly packetsAtOnceMax = PACKETS_AT_ONCE_MAX;
  readonly #address: NotifyAddress;
  readonly #channel: string;
  readonly #clock: Clock;

  constructor(address: NotifyAddress, cluster: string, clock: Clock) {
    this.#address = address;
    this.#channel = `shoal_${cluster}`;
    this.#clock = clock;
    this.place = `NOTIFY ${address.server}`;
  }

  async connect(ends: LinkEnds): Promise<Link> {
    const link = new NotifyLink(this.#address.url, this.#channel, this.#clock);
    await link.open(ends);
    return link;
  }
}

class NotifyLink implements Link {
  readonly closed: Promise<string>;
  readonly #channel: string;
  readonly #clock: Clock;
  readonly #sql: SQL;
  readonly #onClosed: (reason: string) => void;
  #cancelProbes: (() => void) | undefined;

  constructor(url: string, channel: string, clock: Clock) {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.closed = promise;
    this.#onClosed = resolve;
    this.#channel = channel;
    this.#clock = clock;
    this.#sql = new SQL(url, {
      ...{ max: 1, connectionTimeout: CONNECT_SECONDS_MAX, connection: { application_name: "shoal bus" } },
      prepare: false, // a pooler has other connections for the next statement
      // It would connect again by itself; a new link does that, and its nodes are told.
      onclose: (error) => void this.#end(error?.message ?? "the connection was lost"),
    });
  }

  /** Resolves when a packet came back. */
  async open({ start, empty, receive }: LinkEnds): Promise<void> {
    const { promise: firstEcho, resolve } = Promise.withResolvers<void>();
    let hasEchoed = false;
    let isAnswered = false;
    let reason = noEchoReasons.pooled;
    const onNotify = (payload: string): void => {
      if (payload.startsWith(start)) {
        hasEchoed = true;
        reason = noEchoReasons.silent;
        resolve();
      } else receive(payload);
    };
    const probe = async (): Promise<void> => {
      isAnswered = false;
      hasEchoed = false;
      await this.send([empty]);
      isAnswered = true;
    };
    this.#cancelProbes = this.#clock.every(ECHO_MS_MAX, () => {
      if (hasEchoed) void probe();
      else void this.#end(isAnswered ? reason : noEchoReasons.silent);
    });
    this.#sql.listen(this.#channel, onNotify).then(probe, (error: unknown) => this.#end(reasonOf(error)));
    const isOpen = await Promise.race([firstEcho.then(() => true), this.closed.then(() => false)]);
    if (!isOpen) throw new Error(await this.closed);
  }

  /** A statement that fails ends the link. */
  send(packets: readonly string[]): Promise<void> {
    const calls = packets.map((_, index) => `pg_notify($1, $${index + 2})`);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#sql.unsafe(`SELECT ${calls.join(", ")}`, [this.#channel, ...packets]).then(
      () => resolve(),
      (error: unknown) => this.#end(reasonOf(error)),
    );
    return promise;
  }

  close(): Promise<void> {
    return this.#end("closed");
  }

  async #end(reason: string): Promise<void> {
    this.#cancelProbes?.();
    this.#cancelProbes = undefined;
    this.#onClosed(reason);
    await this.#sql.close({ timeout: 0 });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
