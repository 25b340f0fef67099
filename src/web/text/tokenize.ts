/** A message's text as a tree. Marks and mentions will become nodes of their own here. */
export type TextNode =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "link"; readonly text: string; readonly href: string };

// A URL ends at white space, at quotes and angle brackets, and at full-width punctuation: Chinese has no spaces.
const URL_CANDIDATE =
  /https?:\/\/[^\s<>"'`\u2018-\u201f\u2026\u3000-\u301f\uff01-\uff0c\uff0e-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+/giu;
const TRAILING = new Set([".", ",", ";", ":", "!", "?", "*", "_", "~", "…"]);
const BRACKETS = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
]);

/** Reads a text in one pass: its time grows with its length, whatever it says. */
export function tokenize(text: string): readonly TextNode[] {
  const nodes: TextNode[] = [];
  let done = 0;
  for (const match of text.matchAll(URL_CANDIDATE)) {
    const url = withoutTrailing(match[0]);
    const href = hrefOf(url);
    if (href === undefined) continue;
    if (match.index > done) nodes.push({ type: "text", text: text.slice(done, match.index) });
    nodes.push({ type: "link", text: url, href });
    done = match.index + url.length;
  }
  if (done < text.length) nodes.push({ type: "text", text: text.slice(done) });
  return nodes;
}

/** The full stop of the sentence is not the URL's, nor is a bracket that was opened before it. */
function withoutTrailing(url: string): string {
  const surplus = new Map(
    [...BRACKETS.keys()].map((closing) => [closing, -count(url, BRACKETS.get(closing)) + count(url, closing)]),
  );
  let end = url.length;
  while (end > 0) {
    const last = url.charAt(end - 1);
    const extra = surplus.get(last);
    if (extra !== undefined && extra > 0) surplus.set(last, extra - 1);
    else if (!TRAILING.has(last)) break;
    end -= 1;
  }
  return url.slice(0, end);
}

function count(text: string, character: string | undefined): number {
  let found = 0;
  for (const each of text) if (each === character) found += 1;
  return found;
}

function hrefOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return protocol === "http:" || protocol === "https:" ? href : undefined;
}
