import type { DownFrameOf } from "../../protocol/frames/down.ts";
import { knownError } from "../known-error.ts";
import type { Log } from "../log.ts";
import type { ReadMarkers, Storage } from "../storage/storage.ts";
import type { Connection } from "./connection.ts";

interface Watched {
  readonly connections: Set<Connection>;
  /** Those that were told nothing yet. */
  readonly newcomers: Set<Connection>;
  /** As they were told last. */
  told: ReadMarkers | undefined;
  /** More members than are told of: reading costs nothing there until a member leaves. */
  isTooLarge: boolean;
  isBeingRead: boolean;
}

/** Conversations whose markers are read in one flush; the others wait for the next. */
const READS_PER_FLUSH_MAX = 64;
const noMarkers: ReadMarkers = { markers: [], blocks: [] };

/**
 * Tells the connections that watch a conversation how far its members have read [P24e]. A marker that moves costs a look into a map; the
 * markers are read from the storage once for all that moved in the meantime.
 */
export class ReadersFeed {
  readonly #storage: Pick<Storage, "listReadMarkers">;
  readonly #log: Log;
  readonly #watched = new Map<string, Watched>();
  readonly #dirty = new Set<string>();

  constructor(storage: Pick<Storage, "listReadMarkers">, log: Log) {
    this.#storage = storage;
    this.#log = log;
  }

  watch(connection: Connection, conversationId: string): void {
    let watched = this.#watched.get(conversationId);
    if (watched === undefined) {
      const [connections, newcomers] = [new Set<Connection>(), new Set<Connection>()];
      watched = { connections, newcomers, told: undefined, isTooLarge: false, isBeingRead: false };
      this.#watched.set(conversationId, watched);
    }
    watched.connections.add(connection);
    watched.newcomers.add(connection);
    this.moved(conversationId);
  }

  unwatch(connection: Connection, conversationId: string): void {
    const watched = this.#watched.get(conversationId);
    watched?.connections.delete(connection);
    watched?.newcomers.delete(connection);
    if (watched?.connections.size === 0) this.#watched.delete(conversationId);
  }

  /** A marker moved since they were told. */
  moved(conversationId: string): void {
    if (this.#watched.get(conversationId)?.isTooLarge === false) this.#dirty.add(conversationId);
  }

  /** A member left: the conversation may be small enough now. */
  shrank(conversationId: string): void {
    if (this.#watched.has(conversationId)) this.#dirty.add(conversationId);
  }

  /** What may be told of that user, or to them, is something else now. `conversationIds`: where they are, unless they have no connection. */
  changed(userId: string, conversationIds: Iterable<string> | undefined): void {
    for (const conversationId of conversationIds ?? []) this.moved(conversationId);
    if (conversationIds !== undefined) return;
    for (const [conversationId, { told }] of this.#watched)
      if (told?.markers.some((marker) => marker.userId === userId)) this.#dirty.add(conversationId);
  }

  flush(): void {
    let readsLeft = READS_PER_FLUSH_MAX;
    for (const conversationId of this.#dirty) {
      if (readsLeft === 0) return;
      const watched = this.#watched.get(conversationId);
      if (watched?.isBeingRead === true) continue;
      this.#dirty.delete(conversationId);
      if (watched === undefined) continue;
      readsLeft -= 1;
      void this.#read(conversationId, watched);
    }
  }

  async #read(conversationId: string, watched: Watched): Promise<void> {
    watched.isBeingRead = true;
    try {
      const markers = await this.#storage.listReadMarkers(conversationId);
      watched.isTooLarge = markers === undefined;
      this.#tell(conversationId, watched, markers ?? noMarkers);
    } catch (error) {
      knownError(error, this.#log); // the next marker that moves is another try
    } finally {
      watched.isBeingRead = false;
    }
  }

  #tell(conversationId: string, watched: Watched, markers: ReadMarkers): void {
    const { told = noMarkers, connections, newcomers } = watched;
    const isNews = JSON.stringify(markers) !== JSON.stringify(told);
    const texts = new Texts(conversationId, markers);
    // A user who does not share their own is told of no other [P24f]. Where the conversation has grown too large, an empty list ends what was told.
    const recipients = new Set((watched.isTooLarge ? told : markers).markers.map(({ userId }) => userId));
    for (const connection of isNews ? connections : newcomers) {
      const { userId } = connection;
      const text = userId !== undefined && recipients.has(userId) ? texts.of(userId) : undefined;
      if (text !== undefined) connection.sendEphemeral(text);
    }
    newcomers.clear();
    watched.told = markers;
  }
}

/** The same text for all, but for members between whom there is a block. */
class Texts {
  readonly everyones: string;
  readonly #conversationId: string;
  readonly #markers: ReadMarkers;

  constructor(conversationId: string, markers: ReadMarkers) {
    this.#conversationId = conversationId;
    this.#markers = markers;
    this.everyones = this.#text(markers.markers);
  }

  of(userId: string): string {
    const { markers, blocks } = this.#markers;
    const hidden = new Set(blocks.filter((pair) => pair.includes(userId)).flat());
    if (hidden.size === 0) return this.everyones;
    return this.#text(markers.filter((marker) => marker.userId === userId || !hidden.has(marker.userId)));
  }

  #text(markers: ReadMarkers["markers"]): string {
    const frame: DownFrameOf<"readers"> = { type: "readers", conversationId: this.#conversationId, markers: [...markers] };
    return JSON.stringify(frame);
  }
}
