import type { Clock } from "../clock.ts";
import type { Gap } from "../protocol/frames/events.ts";
import type { Conversations } from "./sync/conversations.ts";

/** A marker is sent at once, and then at most this often per conversation. */
export const READ_INTERVAL_MS = 1_000;

interface Marker {
  wanted: number;
  told: number;
  cancelTimer?: (() => void) | undefined;
}

export interface ReadMarkersOptions {
  readonly clock: Clock;
  readonly conversations: () => Conversations;
  readonly transmit: (conversationId: string, seq: number) => void;
}

/** Tells how far the user has read, until the user's log confirms it [P24]. */
export class ReadMarkers {
  readonly #options: ReadMarkersOptions;
  readonly #markers = new Map<string, Marker>();
  #isLive = false;

  constructor(options: ReadMarkersOptions) {
    this.#options = options;
  }

  /** Markers only go forward. */
  mark(conversationId: string, seq: number): void {
    const marker = this.#markers.get(conversationId) ?? { wanted: 0, told: 0 };
    if (seq <= marker.wanted) return;
    marker.wanted = seq;
    this.#markers.set(conversationId, marker);
    if (this.#isLive && marker.cancelTimer === undefined) this.#tell(conversationId, marker);
  }

  /** The marker of a replaced past does not count for the present one [P17c]. */
  skip({ logId, reason }: Gap): void {
    if (reason !== "replaced") return;
    this.#markers.get(logId)?.cancelTimer?.();
    this.#markers.delete(logId);
  }

  /** Markers that the old connection may have lost are sent again. */
  resume(): void {
    this.#isLive = true;
    for (const [conversationId, marker] of this.#markers) {
      marker.told = 0;
      this.#tell(conversationId, marker);
    }
  }

  pause(): void {
    this.#isLive = false;
    for (const marker of this.#markers.values()) {
      marker.cancelTimer?.();
      marker.cancelTimer = undefined;
    }
  }

  #tell(conversationId: string, marker: Marker): void {
    const conversation = this.#options.conversations().get(conversationId);
    if (conversation === undefined || marker.wanted <= conversation.readSeq) {
      this.#markers.delete(conversationId);
      return;
    }
    // An event that does not exist cannot be read: the server would never confirm it.
    const seq = Math.min(marker.wanted, conversation.head);
    if (seq <= marker.told || seq <= conversation.readSeq) return;
    marker.told = seq;
    marker.cancelTimer = this.#options.clock.after(READ_INTERVAL_MS, () => {
      marker.cancelTimer = undefined;
      this.#tell(conversationId, marker);
    });
    this.#options.transmit(conversationId, seq);
  }
}
