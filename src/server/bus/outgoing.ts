import type { Clock } from "../../clock.ts";
import type { Carrier, Link } from "./carrier.ts";
import { PACKET_BYTES_MAX } from "./packet.ts";

/** Of messages that wait while the carrier takes others. The ids of 100,000 users fit; what is beyond it is dropped. */
export const OUTGOING_BYTES_MAX = 4 * 1024 * 1024;

interface OutgoingOptions {
  readonly carrier: Pick<Carrier, "intervalMs" | "packetsAtOnceMax">;
  readonly link: Pick<Link, "send">;
  /** Of the next packet. */
  readonly newHeader: () => string;
  readonly clock: Clock;
  readonly onSent: (messageCount: number) => void;
}

interface WaitingPacket {
  text: string;
  bytes: number;
  messageCount: number;
}

/** What waits to be sent over one link. One send is under way at a time: what is published meanwhile is packed together and goes with the next. */
export class Outgoing {
  readonly #options: OutgoingOptions;
  #waiting: WaitingPacket[] = [];
  #waitingBytes = 0;
  #underWayCount = 0;
  #running: Promise<void> | undefined;

  constructor(options: OutgoingOptions) {
    this.#options = options;
  }

  /** Messages that the carrier has not taken. */
  get messageCount(): number {
    return this.#waiting.reduce((sum, { messageCount }) => sum + messageCount, this.#underWayCount);
  }

  /** When all that waits now has been taken; never, where the link ends before. */
  get drained(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  /** Takes an encoded message, or says that there is no room. */
  add(message: string): boolean {
    const bytes = Buffer.byteLength(message);
    if (this.#waitingBytes + bytes > OUTGOING_BYTES_MAX) return false;
    const packet = this.#packetFor(bytes);
    packet.text += message;
    packet.bytes += bytes;
    packet.messageCount += 1;
    this.#waitingBytes += bytes;
    this.#running ??= this.#run();
    return true;
  }

  #packetFor(bytes: number): WaitingPacket {
    const last = this.#waiting.at(-1);
    if (last !== undefined && last.bytes + bytes <= PACKET_BYTES_MAX) return last;
    const header = this.#options.newHeader();
    const packet = { text: header, bytes: Buffer.byteLength(header), messageCount: 0 };
    this.#waiting.push(packet);
    return packet;
  }

  async #run(): Promise<void> {
    const { carrier, clock } = this.#options;
    await Promise.resolve(); // what the same turn publishes goes with it
    while (this.#waiting.length > 0) {
      const begunAt = clock.monotonicNow();
      await this.#send();
      const restMs = carrier.intervalMs - clock.elapsedMs(begunAt);
      if (restMs > 0) await new Promise<void>((resolve) => clock.after(restMs, resolve));
    }
    this.#running = undefined;
  }

  async #send(): Promise<void> {
    const { carrier, link, onSent } = this.#options;
    const packets = this.#waiting.splice(0, carrier.packetsAtOnceMax);
    this.#underWayCount = packets.reduce((sum, { messageCount }) => sum + messageCount, 0);
    // Waiting still, for the bound: the carrier has not taken them.
    await link.send(packets.map(({ text }) => text));
    this.#waitingBytes = this.#waiting.reduce((sum, { bytes }) => sum + bytes, 0);
    onSent(this.#underWayCount);
    this.#underWayCount = 0;
  }
}
