import english from "emojibase-data/en/data.json" with { type: "json" };
import shortcodes from "emojibase-data/en/shortcodes/github.json" with { type: "json" };
import chinese from "emojibase-data/zh/data.json" with { type: "json" };

/** Many systems have no picture of later ones. */
const VERSION_MAX = 16;
/** Skin and hair, which are no emoji of their own. */
const COMPONENTS_GROUP = 2;

const listed = english
  .filter(({ group, version }) => group !== undefined && group !== COMPONENTS_GROUP && version <= VERSION_MAX)
  .toSorted((one, other) => (one.order ?? 0) - (other.order ?? 0));
const chineseByCode = new Map(chinese.map((emoji) => [emoji.hexcode, emoji]));

/**
 * Called while the page is built: the emoji and their English names. A line for each: the emoji, its name, its shortcodes and
 * what else it is found by, parted by tabs. An empty line is between two groups.
 */
export function englishLines(): string {
  return inGroups(({ emoji, hexcode, label, tags }) => {
    const codes = [(shortcodes as Readonly<Record<string, string | string[]>>)[hexcode] ?? []].flat();
    const known = new Set([...label.split(/[ :,-]+/), ...codes.flatMap((code) => code.split("_"))]);
    return [qualified(emoji), label, codes.join(" "), (tags ?? []).filter((tag) => !known.has(tag)).join(" ")];
  });
}

/** The same for the Chinese names, without the emoji. */
export function chineseLines(): string {
  return inGroups(({ hexcode }) => {
    const { label = "", tags = [] } = chineseByCode.get(hexcode) ?? {};
    return [label, tags.filter((tag) => !label.includes(tag)).join(" ")];
  });
}

/** As keyboards write it: without the selector where the character is a picture by itself. */
function qualified(emoji: string): string {
  return emoji.replace(/(\p{Emoji_Presentation})\ufe0f/gu, "$1");
}

function inGroups(columns: (emoji: (typeof listed)[number]) => readonly string[]): string {
  return [...Map.groupBy(listed, ({ group }) => group).values()]
    .map((group) => group.map((emoji) => columns(emoji).join("\t").trimEnd()).join("\n"))
    .join("\n\n");
}
