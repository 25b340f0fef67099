/**
 * Carries short messages between nodes. **Nothing on it can be relied on:** a message may be lost, come twice, or overtake another. What must not be lost is in
 * the feed of the storage; see docs/adr/0031-postgres-is-the-log.md. One suite, `test/contract/bus.ts`, says what every implementation does.
 *
 * A node hears its own messages never.
 */
export interface Bus {
  /** This node, among all of them: another one each start. */
  readonly nodeId: string;
  /** Whether messages reach other nodes at the moment, as far as this node knows. */
  readonly isConnected: boolean;
  /**
   * Never waits and, but for a programmer's error, never throws: without a connection, or with too much waiting, the message is dropped. `text` has at most
   * `BUS_MESSAGE_BYTES_MAX` bytes, and neither U+0000 nor half a surrogate pair: JSON has neither.
   */
  publish(subject: Subject, text: string): void;
  /** Returns what ends the subscription. A listener that throws ends nothing. */
  subscribe(subject: Subject, listener: BusListener): () => void;
  /** Told each time that the bus is connected after it was not, the first time too: messages may have been lost until then. Returns what ends that. */
  onReconnect(listener: () => void): () => void;
  /** Hands over what waits, for a moment at most: a node says goodbye before this. Then neither sends nor tells anything. */
  close(): Promise<void>;
}

export type BusListener = (text: string, fromNodeId: string) => void;

/** What messages are about. A node that does not know one, of a newer version, passes over it. */
export const subjects = ["feed", "presence", "typing", "broadcasts", "sessions", "limits", "nodes", "settings"] as const;
export type Subject = (typeof subjects)[number];

/** Of one message, in UTF-8. Postgres' NOTIFY takes less than 8,000 bytes. */
export const BUS_MESSAGE_BYTES_MAX = 7_000;
