import type { ReceivedEvent } from "../../client/index.ts";

/**
 * The part of a conversation's log that the page holds.
 *
 * Invariant: `events` are consecutive. Each seq is the one before plus one, so there are no holes and no doubles.
 */
export interface EventWindow {
  readonly events: readonly ReceivedEvent[];
  /** Nothing is left before `floor + 1`. */
  readonly floor: number;
  /** The last seq that is known to exist. */
  readonly head: number;
}

/** The state beside the events themselves. */
export interface Extent {
  readonly floor?: number;
  readonly head?: number;
}

export function emptyWindow(head = 0): EventWindow {
  return { events: [], floor: 0, head };
}

export function firstSeq(window: EventWindow): number | undefined {
  return window.events[0]?.seq;
}

export function lastSeq(window: EventWindow): number | undefined {
  return window.events.at(-1)?.seq;
}

export function hasOlder(window: EventWindow): boolean {
  return (firstSeq(window) ?? window.head + 1) > window.floor + 1;
}

export function hasNewer(window: EventWindow): boolean {
  return (lastSeq(window) ?? window.floor) < window.head;
}

/** Whether it holds the event right after `seq`, or knows that the log ends there. */
export function holdsBehind(window: EventWindow, seq: number): boolean {
  const isBeginningHeld = !hasOlder(window) || (firstSeq(window) ?? 0) <= seq + 1;
  const isEndHeld = !hasNewer(window) || (lastSeq(window) ?? 0) > seq;
  return isBeginningHeld && isEndHeld;
}

/**
 * Adds a run of consecutive events, wherever it came from: a page of history or live ones.
 * A run that neither touches nor overlaps the window would leave a hole: it only tells how far the log goes.
 */
export function merge(window: EventWindow, run: readonly ReceivedEvent[], extent: Extent = {}): EventWindow {
  const floor = Math.max(window.floor, extent.floor ?? 0);
  const head = Math.max(window.head, extent.head ?? 0, run.at(-1)?.seq ?? 0);
  return { events: join(window.events, run), floor, head };
}

/** Drops the oldest events beyond `rowsMax` rows. */
export function keepNewest(window: EventWindow, rowsMax: number): EventWindow {
  const { events } = window;
  let rows = 0;
  for (let index = events.length - 1; index >= 0; index -= 1) {
    if (startsRow(events[index], events[index + 1])) rows += 1;
    if (rows > rowsMax) return { ...window, events: events.slice(index + 1) };
  }
  return window;
}

/** Drops the newest events beyond `rowsMax` rows. */
export function keepOldest(window: EventWindow, rowsMax: number): EventWindow {
  const { events } = window;
  let rows = 0;
  for (let index = 0; index < events.length; index += 1) {
    if (startsRow(events[index], events[index - 1])) rows += 1;
    if (rows > rowsMax) return { ...window, events: events.slice(0, index) };
  }
  return window;
}

function join(held: readonly ReceivedEvent[], run: readonly ReceivedEvent[]): readonly ReceivedEvent[] {
  const [heldFirst, runFirst] = [held[0], run[0]];
  if (runFirst === undefined) return held;
  if (heldFirst === undefined) return run;
  const heldNext = heldFirst.seq + held.length;
  const runNext = runFirst.seq + run.length;
  if (runFirst.seq > heldNext || runNext < heldFirst.seq) return held;

  const before = run.slice(0, Math.max(0, heldFirst.seq - runFirst.seq));
  const after = run.slice(Math.max(0, heldNext - runFirst.seq));
  return before.length + after.length === 0 ? held : [...before, ...held, ...after];
}

/** A message is a row of its own; joins and leaves in a row become one. */
function startsRow(event: ReceivedEvent | undefined, neighbour: ReceivedEvent | undefined): boolean {
  return event?.type === "message" || neighbour === undefined || neighbour.type === "message";
}
