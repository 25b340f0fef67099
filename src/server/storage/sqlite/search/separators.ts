import type { SqliteDatabase } from "../database.ts";

/** Before each term, of the main index of FTS5. */
const MAIN = "0";
/** The number of a part of the index, above the number of a page in it, is the row of the page. */
const PART_SHIFT = 37;

/**
 * FTS5 finds the pages of a part of the index by separators (`postings_idx`): each is a beginning of the first term of its page. It leaves a separator
 * where it is when that term is removed, and with it most of a word that must be gone; only writing the part anew changes that. Returns whether it
 * has left one of these tokens, whose removal was flushed.
 */
export function leftSeparator(index: SqliteDatabase, tokens: Iterable<string>): boolean {
  const parts = index.all<{ part: number }>("SELECT DISTINCT segid AS part FROM postings_idx");
  for (const token of tokens) {
    const removed = Buffer.from(MAIN + token);
    if (parts.some(({ part }) => isLeftIn(index, part, removed))) return true;
  }
  return false;
}

function isLeftIn(index: SqliteDatabase, part: number, removed: Buffer): boolean {
  const separator = index.one<{ page: number; term: Uint8Array }>(
    "SELECT pgno >> 1 AS page, term FROM postings_idx WHERE segid = ? AND term <= unhex(?) ORDER BY term DESC LIMIT 1",
    ...([part, removed.toString("hex")] as const),
  );
  if (separator === undefined || separator.term.length === 0 || !beginsWith(removed, separator.term)) return false;
  const page = index.one<{ block: Uint8Array }>(
    `SELECT block FROM postings_data WHERE id = (? << ${PART_SHIFT}) | ?`,
    ...([part, separator.page] as const),
  );
  const first = page && firstTermOf(Buffer.from(page.block));
  return first === undefined || !beginsWith(first, separator.term);
}

/** A page has its size without the footer at byte 2. The footer begins with the place of the first term, which is written whole. */
function firstTermOf(page: Buffer): Buffer | undefined {
  const footer = page.readUInt16BE(2);
  if (footer >= page.length) return undefined;
  const { value: place } = varintAt(page, footer);
  const { value: length, end } = varintAt(page, place);
  return page.subarray(end, end + length);
}

/** SQLite's integers of variable length: seven bits a byte, the highest first. */
function varintAt(page: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start; ; at += 1) {
    const byte = page.readUInt8(at);
    value = value * 0x80 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + 1 };
  }
}

function beginsWith(term: Uint8Array, beginning: Uint8Array): boolean {
  return term.length >= beginning.length && beginning.every((byte, at) => byte === term[at]);
}
