import { type EventWindow, isMessageChange, type LogEntry, type ReceivedEvent, withChange } from "../../client/index.ts";

/** Entries of a conversation that are kept, the newest ones … */
export const KEPT_ENTRIES_MAX = 50;
/** … as far as they have room: characters of their JSON. */
export const KEPT_CHARACTERS_MAX = 64 * 1024;

/** The end of a conversation's log, with the messages in the state that they have at `upTo`. */
export interface KeptLog {
  /** Consecutive, ascending by seq, not empty. */
  readonly entries: readonly LogEntry[];
  /** The last place of the log that it covers. */
  readonly upTo: number;
}

/** The newest entries that have room; undefined for none. */
export function keptLog(entries: readonly LogEntry[], upTo: number): KeptLog | undefined {
  let [first, characters] = [entries.length, 0];
  while (first > 0 && entries.length - first < KEPT_ENTRIES_MAX) {
    characters += lengthOf(entries[first - 1]);
    if (characters > KEPT_CHARACTERS_MAX) break;
    first -= 1;
  }
  return first === entries.length ? undefined : { entries: entries.slice(first), upTo };
}

/** Entries never change, and each is measured again with every event that follows it. */
const lengths = new WeakMap<LogEntry, number>();

function lengthOf(entry: LogEntry | undefined): number {
  if (entry === undefined) return 0;
  const length = lengths.get(entry) ?? JSON.stringify(entry).length;
  lengths.set(entry, length);
  return length;
}

/** What a timeline at the end of its log holds. */
export function keptOfWindow({ entries, places, head }: EventWindow): KeptLog | undefined {
  return places === undefined || places.last < head ? undefined : keptLog(entries, places.last);
}

/** After the next event; undefined when it does not follow, or leaves nothing. An event that is covered already changes nothing. */
export function withEvent(kept: KeptLog, event: ReceivedEvent, userId: string): KeptLog | undefined {
  if (event.seq <= kept.upTo) return kept;
  if (event.seq > kept.upTo + 1) return undefined;
  if (isEntry(event)) return keptLog([...kept.entries, event], event.seq);
  if (!isMessageChange(event)) return { ...kept, upTo: event.seq };
  const entries = kept.entries.map((entry) => (entry.type === "message" ? withChange(entry, event, userId) : entry));
  return keptLog(entries, event.seq);
}

const entryTypes: ReadonlySet<string> = new Set(["message", "join", "leave", "room", "rules", "role", "mute", "unmute"]);

/** The SDK's `isLogEntry`, which is here once more: shared with this file it would be one more script for the chat to wait for. */
export function isEntry(event: ReceivedEvent): event is LogEntry {
  return entryTypes.has(event.type);
}

/** For a reader without a connection. */
export function windowOf({ entries, upTo }: KeptLog): EventWindow {
  const [first] = entries;
  return { entries, places: first && { first: first.seq, last: upTo }, floor: 0, head: upTo };
}
