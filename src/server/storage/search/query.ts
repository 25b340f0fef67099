import { foldForSearch } from "./fold.ts";

/** A word or a phrase, folded. */
export interface Term {
  readonly text: string;
  /** In quotation marks: its last word is whole. Otherwise it may go on. */
  readonly isPhrase: boolean;
}

export type ContentKind = "link" | "file" | "image";

/** What is searched for. */
export interface SearchQuery {
  readonly wanted: readonly Term[];
  readonly unwanted: readonly Term[];
  /** Folded nicknames. */
  readonly from: readonly string[];
  /** Folded names of rooms. */
  readonly in: readonly string[];
  readonly has: readonly ContentKind[];
  /** Milliseconds since 1970-01-01 UTC: not at or after this. */
  readonly before: number | undefined;
  /** At or after this. */
  readonly after: number | undefined;
}

/** More are ignored. */
export const TERMS_MAX = 16;

const parts = /(-?)(?:(from|in|has|before|after):)?(?:"([^"]*)"?|(\S+))/giu;
const hasNothing = /^[^\p{L}\p{N}]*$/u;
const date = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/;

/**
 * Reads what a user typed: words, `"phrases"`, `-word`, and `from:`, `in:`, `has:`, `before:`, `after:`. It never refuses: what is no filter is words.
 * Days begin at midnight, `utcOffsetMinutes` east of UTC.
 */
export function parseQuery(text: string, utcOffsetMinutes = 0): SearchQuery {
  const query = {
    wanted: [] as Term[],
    unwanted: [] as Term[],
    from: [] as string[],
    in: [] as string[],
    has: [] as ContentKind[],
  };
  let before: number | undefined;
  let after: number | undefined;
  let count = 0;
  for (const [whole, minus, filter = "", quoted, plain] of text.matchAll(parts)) {
    count += 1;
    if (count > TERMS_MAX) break;
    const value = quoted ?? plain ?? "";
    const name = filter.toLowerCase();
    if (name === "from" || name === "in") query[name].push(foldForSearch(value.replace(/^[@#]/, "")));
    else if (name === "has" && isContentKind(value)) query.has.push(value);
    else if (name === "before" && dayOf(value) !== undefined) before = dayStart(value);
    else if (name === "after" && dayOf(value) !== undefined) after = dayStart(value);
    else {
      const term = { text: foldForSearch(filter === "" ? value : whole).trim(), isPhrase: quoted !== undefined };
      if (!hasNothing.test(term.text)) (minus === "-" && filter === "" ? query.unwanted : query.wanted).push(term);
    }
  }
  return { ...query, before, after };

  function dayStart(value: string): number {
    return (dayOf(value) ?? 0) - utcOffsetMinutes * 60_000;
  }
}

function isContentKind(value: string): value is ContentKind {
  return value === "link" || value === "file" || value === "image";
}

/** The beginning of a day or a month in UTC; undefined for what is neither. */
function dayOf(value: string): number | undefined {
  const [, year, month, day = "01"] = date.exec(value) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  return Number.isNaN(time) ? undefined : time;
}
