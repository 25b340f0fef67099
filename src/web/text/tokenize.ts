import { lazyPattern } from "./lazy-pattern.ts";

/** A text with its links. */
export type TextNode =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "link"; readonly text: string; readonly href: string };

/** Scripts that put no space between a link and the next word, or that append particles to it. */
const CJK = String.raw`[\p{Ideographic}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Bopo}]`;
/**
 * A URL ends at white space, at quotes and angle brackets, and at full-width punctuation. It also ends at every invisible
 * character (\p{C} has the controls of direction; the others are the Hangul fillers): what is drawn must be the address.
 * Joiners are no exception: an address bar copies them percent-encoded.
 */
const URL_END = String.raw`\s\p{C}\u115f\u1160\u3164\uffa0<>"\x60'\p{Pi}\p{Pf}\u201a\u201e\u2026\u3000-\u301f\uff01-\uff0c\uff0e-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65`;
/** An apostrophe inside a word belongs to the URL; Chinese and Japanese use the same character as a quotation mark. */
const URL_BODY = String.raw`(?:[^${URL_END}]|['\u2019](?=(?!${CJK})\p{L}))+`;
const ASCII_WORD = "A-Za-z0-9._%+\\-";
const HOST = String.raw`(?:[\p{L}\p{M}\p{N}\-]{1,63}\.){1,8}[\p{L}\p{M}\p{N}\-]{2,63}`;
const candidates = lazyPattern(
  String.raw`(?<url>[Hh][Tt][Tt][Pp][Ss]?:\/\/${URL_BODY})` +
    String.raw`|(?<www>(?<![${ASCII_WORD}@/:])[Ww][Ww][Ww]\.(?=${HOST})${URL_BODY})` +
    String.raw`|(?<mail>(?<![${ASCII_WORD}])[A-Za-z0-9](?:[${ASCII_WORD}!#$&'*=?^\{\|\}~]{0,63})@${HOST})`,
  "gu",
);

/** What every candidate has, and few texts. */
const HINT = /:\/\/|www\.|@/i;

const gluedCjk = lazyPattern(`^[^]*?(?=${CJK})`, "u");
/** Closing punctuation of any script, but the ASCII marks that end a URL as well as a path or a query. */
const TRAILING = /^(?![/#%&@\\])[\p{Pe}\p{Pf}\p{Pi}\p{Po}_~]$/u;
const BRACKETS = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
]);

/** Reads a text in one pass: the time is linear in the length of any text. */
export function tokenize(text: string): readonly TextNode[] {
  if (!HINT.test(text)) return text === "" ? [] : [{ type: "text", text }];
  const nodes: TextNode[] = [];
  let done = 0;
  for (const match of text.matchAll(candidates())) {
    const shown = withoutTrailing(withoutGluedText(match[0]));
    const href = match.groups?.mail === undefined ? webAddress(shown) : mailAddress(shown);
    if (href === undefined) continue;
    if (match.index > done) nodes.push({ type: "text", text: text.slice(done, match.index) });
    nodes.push({ type: "link", text: shown, href });
    done = match.index + shown.length;
  }
  if (done < text.length) nodes.push({ type: "text", text: text.slice(done) });
  return nodes;
}

/** Chinese behind a letter or a digit goes on with the sentence; behind a slash or another mark it is part of the URL. */
function withoutGluedText(url: string): string {
  const beforeCjk = gluedCjk().exec(url)?.[0];
  return beforeCjk !== undefined && /[A-Za-z0-9]$/.test(beforeCjk) ? beforeCjk : url;
}

/** The full stop of the sentence is not the URL's, nor is a bracket that was opened before it. */
function withoutTrailing(url: string): string {
  const surplus = new Map(
    [...BRACKETS.keys()].map((closing) => [closing, -count(url, BRACKETS.get(closing)) + count(url, closing)]),
  );
  let end = url.length;
  while (end > 0) {
    const last = lastCharacter(url, end);
    const extra = surplus.get(last);
    if (extra !== undefined) {
      if (extra <= 0) break;
      surplus.set(last, extra - 1);
    } else if (!TRAILING.test(last)) break;
    end -= last.length;
  }
  return url.slice(0, end);
}

function lastCharacter(text: string, end: number): string {
  const pair = text.slice(Math.max(0, end - 2), end);
  return pair.length === 2 && (pair.codePointAt(0) ?? 0) > 0xffff ? pair : text.charAt(end - 1);
}

function count(text: string, character: string | undefined): number {
  let found = 0;
  for (const each of text) if (each === character) found += 1;
  return found;
}

function webAddress(shown: string): string | undefined {
  const address = /^https?:/i.test(shown) ? shown : `https://${shown}`;
  if (!URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  return protocol === "http:" || protocol === "https:" ? href : undefined;
}

function mailAddress(shown: string): string | undefined {
  const [local = "", host = ""] = shown.split("@");
  return URL.canParse(`https://${host}`) && host.includes(".") ? `mailto:${encodeURIComponent(local)}@${host}` : undefined;
}
