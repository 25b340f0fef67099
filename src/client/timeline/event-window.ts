import type { JoinEvent, LeaveEvent, ProfileEvent, ReceivedEvent, RoomEvent } from "../../protocol/events.ts";
import type { HistoryPage } from "../../protocol/frames/history.ts";
import { isMessageChange, type MessageChange, withChange } from "../../protocol/message-changes.ts";
import type { MessageEvent } from "../../protocol/messages.ts";
import type { MuteEvent, RoleEvent, RulesEvent, UnmuteEvent } from "../../protocol/order-events.ts";

/** A change of the order in a room that is shown by itself: not hands and voices, which come and go. */
type OrderEntry = RulesEvent | RoleEvent | MuteEvent | UnmuteEvent;

/** An event that is shown by itself. Changes of messages are part of the messages' state; unknown events, and profiles with the same nickname, are shown as nothing. */
export type LogEntry = MessageEvent | JoinEvent | LeaveEvent | ProfileEvent | RoomEvent | OrderEntry;

/**
 * Whether an event is shown by itself.
 * @example client.on("event", ({ event }) => { if (isLogEntry(event)) show(event); });
 */
export function isLogEntry(event: ReceivedEvent): event is LogEntry {
  if (event.type === "profile") return event.formerNickname !== undefined;
  return event.type !== "unknown" && event.type !== "hand" && event.type !== "voice" && !isMessageChange(event);
}

/** A part of a log without holes: every place from `first` to `last`. */
interface Places {
  readonly first: number;
  readonly last: number;
}

/** Entries of consecutive places, wherever they came from: a page of history, or live events. */
export interface Run extends Places {
  readonly entries: readonly LogEntry[];
}

/**
 * The part of a conversation's log that a client holds.
 *
 * Invariant: `entries` are all entries of `places`, ascending. So there are no holes and no doubles.
 */
export interface EventWindow {
  /** Ascending by seq. */
  readonly entries: readonly LogEntry[];
  /** Missing while nothing is held. */
  readonly places: Places | undefined;
  /** Nothing is left before `floor + 1`. */
  readonly floor: number;
  /** The last seq that is known to exist. */
  readonly head: number;
}

/** The state beside the entries themselves. */
export interface Extent {
  readonly floor?: number;
  readonly head?: number;
}

export function emptyWindow(head = 0): EventWindow {
  return { entries: [], places: undefined, floor: 0, head };
}

export function hasOlder({ places, head, floor }: EventWindow): boolean {
  return (places?.first ?? head + 1) > floor + 1;
}

export function hasNewer({ places, head, floor }: EventWindow): boolean {
  return (places?.last ?? floor) < head;
}

/** Whether it holds the place right after `seq`, or knows that the log ends there. */
export function holdsBehind(window: EventWindow, seq: number): boolean {
  const isBeginningHeld = !hasOlder(window) || (window.places?.first ?? 0) <= seq + 1;
  const isEndHeld = !hasNewer(window) || (window.places?.last ?? 0) > seq;
  return isBeginningHeld && isEndHeld;
}

/** What a page covers; undefined when that is nothing. */
export function runOf({ events, first = events[0]?.seq, last = events.at(-1)?.seq }: HistoryPage): Run | undefined {
  if (first === undefined || last === undefined || last < first) return undefined;
  return { first, last, entries: events.filter(isLogEntry) };
}

/** Adds a run. One that neither touches nor overlaps the window would leave a hole: it only tells how far the log goes. */
export function merge(window: EventWindow, run: Run | undefined, extent: Extent = {}): EventWindow {
  const floor = Math.max(window.floor, extent.floor ?? 0);
  const head = Math.max(window.head, extent.head ?? 0, run?.last ?? 0);
  return { ...joined(above(window, floor), run && runAbove(run, floor)), floor, head };
}

/** Without what is not kept any more; quotes of it say no more than where it was. */
function above(held: Pick<EventWindow, "entries" | "places" | "floor">, floor: number): Pick<EventWindow, "entries" | "places"> {
  const { entries, places } = held;
  if (floor === held.floor || places === undefined) return held;
  const run = runAbove({ ...places, entries }, floor);
  if (run === undefined) return { entries: [], places: undefined };
  const { first, last } = run;
  return { entries: run.entries.map((entry) => withKeptQuote(entry, floor)), places: { first, last } };
}

function runAbove(run: Run, floor: number): Run | undefined {
  if (run.first > floor) return run;
  if (run.last <= floor) return undefined;
  return { first: floor + 1, last: run.last, entries: run.entries.filter(({ seq }) => seq > floor) };
}

function withKeptQuote(entry: LogEntry, floor: number): LogEntry {
  if (entry.type !== "message" || entry.reply?.by === undefined || entry.reply.seq > floor) return entry;
  return { ...entry, reply: { seq: entry.reply.seq } };
}

/**
 * The window after a change of a message in it, or of one that is quoted in it; the same object when nothing changes. `foldedUpTo` says which
 * changes the state of a message has already.
 */
export function withMessageChange<Held extends Pick<EventWindow, "entries">>(
  held: Held,
  change: MessageChange,
  viewerId: string | undefined,
  foldedUpTo: (seq: number) => number = () => 0,
): Held {
  let entries: LogEntry[] | undefined;
  for (const index of placesOfChange(held.entries, change)) {
    const entry = held.entries[index];
    const isNews = entry?.type === "message" && change.seq > foldedUpTo(entry.seq);
    const changed = isNews ? withChange(entry, change, viewerId) : entry;
    if (changed === entry || changed === undefined) continue;
    entries ??= [...held.entries];
    entries[index] = changed;
  }
  return entries === undefined ? held : { ...held, entries };
}

/** Drops the oldest entries beyond `rowsMax` rows. */
export function keepNewest(window: EventWindow, rowsMax: number): EventWindow {
  const { entries, places } = window;
  let rows = 0;
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const [entry, next] = [entries[index], entries[index + 1]];
    if (startsRow(entry, next)) rows += 1;
    if (rows > rowsMax && places && next) {
      return { ...window, entries: entries.slice(index + 1), places: { ...places, first: next.seq } };
    }
  }
  return window;
}

/** Drops the newest entries beyond `rowsMax` rows. */
export function keepOldest(window: EventWindow, rowsMax: number): EventWindow {
  const { entries, places } = window;
  let rows = 0;
  for (let index = 0; index < entries.length; index += 1) {
    const [entry, before] = [entries[index], entries[index - 1]];
    if (startsRow(entry, before)) rows += 1;
    if (rows > rowsMax && places && entry) {
      return { ...window, entries: entries.slice(0, index), places: { ...places, last: entry.seq - 1 } };
    }
  }
  return window;
}

/** Of the changed message, and of those that quote it: they come later, and show nothing of it but its text. */
function* placesOfChange(entries: readonly LogEntry[], { type, target }: MessageChange): Generator<number, void, void> {
  const first = firstFrom(entries, target);
  if (entries[first]?.seq === target) yield first;
  if (type !== "edit" && type !== "delete") return;
  for (let index = first; index < entries.length; index += 1) {
    const entry = entries[index];
    if (entry?.type === "message" && entry.reply?.seq === target) yield index;
  }
}

/** The index of the first entry at `seq` or behind it. */
function firstFrom(entries: readonly LogEntry[], seq: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

function joined(held: Pick<EventWindow, "entries" | "places">, run: Run | undefined): Pick<EventWindow, "entries" | "places"> {
  const { entries, places } = held;
  if (run === undefined) return held;
  if (places === undefined) return { entries: run.entries, places: { first: run.first, last: run.last } };
  if (run.first > places.last + 1 || run.last < places.first - 1) return held;

  const before = run.entries.filter(({ seq }) => seq < places.first);
  const after = run.entries.filter(({ seq }) => seq > places.last);
  const [first, last] = [Math.min(places.first, run.first), Math.max(places.last, run.last)];
  return {
    entries: before.length + after.length === 0 ? entries : [...before, ...entries, ...after],
    places: first === places.first && last === places.last ? places : { first, last },
  };
}

/** A message is a row of its own; joins and leaves in a row become one. */
function startsRow(entry: LogEntry | undefined, neighbour: LogEntry | undefined): boolean {
  return entry?.type === "message" || neighbour === undefined || neighbour.type === "message";
}
