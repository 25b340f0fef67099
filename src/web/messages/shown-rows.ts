import { useEffect, useRef, useState } from "preact/hooks";
import { whenIdle } from "../when-idle.ts";
import type { Row } from "./rows.ts";

/** As many fill most windows. More new rows than that are rendered one part after the other, so that no key waits for all of them. */
export const ROWS_AT_ONCE = 30;

export interface Range {
  readonly from: number;
  readonly to: number;
}

interface ShownRows {
  readonly rows: readonly Row[];
  /** How many rows below the rendered ones wait. */
  readonly waitingBelow: number;
  readonly isWhole: boolean;
}

/** What the reader looks at: the end, which they follow; the place where they are; or a place that may be anywhere among the rows. */
export type Sought = "end" | "place" | "all";

/** The rows to render now; the others follow when the browser is idle. */
export function useShownRows(rows: readonly Row[], sought: Sought): ShownRows {
  const before = useRef<ReadonlySet<string>>(new Set());
  const [, setRound] = useState(0);
  const { from, to } = shownRange(rows, before.current, sought);
  const isWhole = from === 0 && to === rows.length;
  const shown = isWhole ? rows : rows.slice(from, to);
  before.current = new Set(shown.map(({ key }) => key));
  useEffect(() => (isWhole ? undefined : whenIdle(() => setRound((round) => round + 1))));
  return { rows: shown, waitingBelow: rows.length - to, isWhole };
}

/** Rows that were shown before stay, with a part of the new ones on either side; only for the end they may go. */
export function shownRange(rows: readonly Row[], before: ReadonlySet<string>, sought: Sought): Range {
  const { length } = rows;
  const first = rows.findIndex(({ key }) => before.has(key));
  const to = rows.findLastIndex(({ key }) => before.has(key)) + 1;
  if (sought === "end" && length - to > ROWS_AT_ONCE) return { from: length - ROWS_AT_ONCE, to: length };
  // Nothing of another part of the log was shown: any of it may come into view.
  if (sought === "all" || first === -1) return { from: 0, to: length };
  const from = Math.max(0, first - ROWS_AT_ONCE);
  return { from, to: sought === "end" ? length : Math.min(length, to + ROWS_AT_ONCE) };
}
