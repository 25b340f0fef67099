import type { CustomData } from "../protocol/custom-data.ts";
import type { ShoalError } from "../protocol/errors.ts";
import type { FileInfo } from "../protocol/files.ts";
import type { NewMention } from "../protocol/messages.ts";

/** A message that is not acknowledged yet. */
export interface OutboxEntry {
  /** The id that the client gave it: 8 to 64 of A-Z, a-z, 0-9, `_` and `-`. Sent twice it is stored once. */
  readonly clientMessageId: string;
  /** The conversation that it is for. */
  readonly conversationId: string;
  /** Its text. */
  readonly text: string;
  /** The users whom the text names. */
  readonly mentions?: readonly NewMention[] | undefined;
  /** The seq of the message that it answers. */
  readonly replyTo?: number | undefined;
  /** Its files, which are uploaded already. */
  readonly files?: readonly FileInfo[] | undefined;
  /** Its custom data. */
  readonly data?: CustomData | undefined;
  /** Milliseconds since 1970 UTC, by this device's clock. */
  readonly createdAt: number;
  /** `failed` was refused for good, and stays until `retry` or `discard`. */
  readonly state: "sending" | "failed";
  /** Why it failed. A store may drop it. */
  readonly error?: ShoalError;
}

/**
 * Where the outbox survives a reload.
 *
 * A store belongs to one user of one server: name it after both, or one person's messages are sent by another. Calls
 * come one after the other. One that fails costs durability, not delivery: the client goes on with its copy in memory.
 */
export interface OutboxStore {
  /** Everything that is kept. Called once, before the first message is sent. */
  load(): Promise<readonly OutboxEntry[]>;
  /** Adds an entry, or replaces the one with this clientMessageId. */
  put(entry: OutboxEntry): Promise<void>;
  /** Removes an entry that was acknowledged or discarded; one that is not there is no error. */
  delete(clientMessageId: string): Promise<void>;
}

/**
 * Keeps entries as long as the process lives. Give the same one to a later client, and it continues.
 * @example
 * const outbox = memoryOutbox();
 * const client = new ShoalClient(url, { token, outbox });
 */
export function memoryOutbox(): OutboxStore {
  const entries = new Map<string, OutboxEntry>();
  return {
    async load() {
      return [...entries.values()];
    },
    async put(entry) {
      entries.set(entry.clientMessageId, entry);
    },
    async delete(clientMessageId) {
      entries.delete(clientMessageId);
    },
  };
}
