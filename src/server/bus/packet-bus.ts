import type { Clock } from "../../clock.ts";
import { newId } from "../../protocol/ids.ts";
import { Coalesced } from "../coalesced.ts";
import type { Log } from "../log.ts";
import type { Bus, BusListener, Subject } from "./bus.ts";
import { BusListeners } from "./bus-listeners.ts";
import type { Carrier, Link } from "./carrier.ts";
import { Outgoing } from "./outgoing.ts";
import { assertMessageText, decodePacket, encodeMessage, packetHeader, packetStart } from "./packet.ts";
import { Retries } from "./retries.ts";

interface PacketBusOptions {
  readonly carrier: Carrier;
  readonly clock: Clock;
  readonly log: Log;
  /** In [0, 1). */
  readonly random?: () => number;
}

/** Since the start; a message counts as sent when the carrier has taken it. */
export interface BusFigures {
  readonly isConnected: boolean;
  readonly sentCount: number;
  readonly receivedCount: number;
  /** `unconnected` and `full` are messages, `invalid` is packets that no node of this version has sent. */
  readonly droppedCounts: Readonly<Record<"unconnected" | "full" | "invalid", number>>;
}

/** Between two entries of the log about what is dropped. */
const DROPPED_INTERVAL_MS = 60_000;
/** For what a node says last. */
const CLOSE_MS_MAX = 500;

/** The bus over a network, which it connects to again for ever. */
export class PacketBus implements Bus {
  readonly nodeId = newId("n");
  readonly #options: PacketBusOptions;
  readonly #listeners: BusListeners;
  readonly #retries: Retries;
  readonly #dropped = { unconnected: 0, full: 0, invalid: 0 };
  readonly #tellOfFull: Coalesced;
  readonly #tellOfInvalid: Coalesced;
  #packetCount = 0;
  #sentCount = 0;
  #receivedCount = 0;
  #connection: { readonly link: Link; readonly outgoing: Outgoing } | undefined;
  #loggedReason: string | undefined;
  #isClosed = false;

  constructor(options: PacketBusOptions) {
    this.#options = options;
    const { clock, log, random = Math.random } = options;
    this.#listeners = new BusListeners(log);
    this.#retries = new Retries(clock, random);
    this.#tellOfFull = new Coalesced(clock, DROPPED_INTERVAL_MS, () =>
      log.warn("messages to other nodes were dropped: the bus does not take them as fast", { count: this.#dropped.full }),
    );
    this.#tellOfInvalid = new Coalesced(clock, DROPPED_INTERVAL_MS, () =>
      log.warn("the bus brings what no node of this version sends", { count: this.#dropped.invalid }),
    );
    void this.#keepConnected();
  }

  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  get figures(): BusFigures {
    const { isConnected } = this;
    return { isConnected, sentCount: this.#sentCount, receivedCount: this.#receivedCount, droppedCounts: { ...this.#dropped } };
  }

  publish(subject: Subject, text: string): void {
    assertMessageText(text);
    if (this.#isClosed) return;
    if (this.#connection === undefined) this.#dropped.unconnected += 1;
    else if (!this.#connection.outgoing.add(encodeMessage({ subject, text }))) {
      this.#dropped.full += 1;
      this.#tellOfFull.changed();
    }
  }

  subscribe(subject: Subject, listener: BusListener): () => void {
    return this.#listeners.subscribe(subject, listener);
  }

  onReconnect(listener: () => void): () => void {
    return this.#listeners.onReconnect(listener);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listeners.clear();
    this.#retries.close();
    this.#tellOfFull.close();
    this.#tellOfInvalid.close();
    const { clock } = this.#options;
    const connection = this.#connection;
    if (connection === undefined) return;
    const { promise: isLate, resolve } = Promise.withResolvers<void>();
    const cancel = clock.after(CLOSE_MS_MAX, resolve);
    await Promise.race([connection.outgoing.drained, connection.link.closed, isLate]);
    cancel();
    await connection.link.close();
  }

  async #keepConnected(): Promise<void> {
    while (!this.#isClosed) {
      this.#retries.begin();
      const reason = await this.#connectOnce();
      if (this.#isClosed) return;
      this.#logLoss(reason);
      await this.#retries.pause();
    }
  }

  /** Until the connection has ended, or none was made; resolves with the reason. */
  async #connectOnce(): Promise<string> {
    const { carrier, clock, log } = this.#options;
    let link: Link;
    try {
      const [start, empty] = [packetStart(this.nodeId), packetHeader(this.nodeId, 0)];
      link = await carrier.connect({ start, empty, receive: (data) => this.#receive(data) });
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    if (this.#isClosed) {
      await link.close();
      return "";
    }
    const onSent = (messageCount: number): void => {
      this.#sentCount += messageCount;
    };
    const newHeader = (): string => {
      this.#packetCount += 1;
      return packetHeader(this.nodeId, this.#packetCount);
    };
    const outgoing = new Outgoing({ carrier, link, newHeader, clock, onSent });
    this.#connection = { link, outgoing };
    this.#loggedReason = undefined;
    log.info("the bus is connected", { bus: carrier.place });
    this.#listeners.reconnected();
    const reason = await link.closed;
    this.#connection = undefined;
    this.#dropped.unconnected += outgoing.messageCount;
    return reason;
  }

  /** Once, and again where another reason takes the place of the one before. */
  #logLoss(reason: string): void {
    if (reason === this.#loggedReason) return;
    this.#loggedReason = reason;
    const { carrier, log } = this.#options;
    log.warn("the bus is not connected: news of other nodes come late; it is tried again", { bus: carrier.place, reason });
  }

  #receive(data: string | Uint8Array): void {
    if (this.#isClosed) return;
    const packet = decodePacket(data);
    if (packet === undefined) {
      this.#dropped.invalid += 1;
      this.#tellOfInvalid.changed();
    } else if (packet.fromNodeId !== this.nodeId) {
      this.#receivedCount += packet.messages.length;
      for (const { subject, text } of packet.messages) this.#listeners.deliver(subject, text, packet.fromNodeId);
    }
  }
}
