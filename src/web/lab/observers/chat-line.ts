/** What a plain socket to `/chat?observers=1` gets [P61, P68b]. */
export type ChatLine =
  | { readonly kind: "observers"; readonly names: readonly string[]; readonly count: number }
  /** `name: text`. */
  | { readonly kind: "message"; readonly text: string };

const observersPattern = /^<div class="observers">(\d+): (.*)<\/div>$/s;
const messagePattern = /^<div class="message">(.*)<\/div>$/s;
const escapes: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'" };

/** Undefined for anything else. Those who are there are guests whom the server named: no comma is in their names. */
export function readChatLine(html: string): ChatLine | undefined {
  const list = observersPattern.exec(html);
  if (list !== null) {
    const [, count = "", names = ""] = list;
    return { kind: "observers", count: Number(count), names: names === "" ? [] : names.split(", ").map(unescaped) };
  }
  const message = messagePattern.exec(html);
  return message === null ? undefined : { kind: "message", text: unescaped(message[1] ?? "") };
}

function unescaped(html: string): string {
  return html.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => escapes[entity] ?? entity);
}

export interface Change {
  readonly came: readonly string[];
  readonly left: readonly string[];
}

export function changeOf(before: readonly string[], after: readonly string[]): Change {
  return {
    came: after.filter((name) => !before.includes(name)),
    left: before.filter((name) => !after.includes(name)),
  };
}

/**
 * The server does not tell a socket its name. The first list that it gets has it: when one name is new there, it is that one; when several
 * came together, nothing tells which.
 */
export function ownNameIn(first: readonly string[], before: readonly string[]): string | undefined {
  const { came } = changeOf(before, first);
  return came.length === 1 ? came[0] : undefined;
}
