/** An emoji and what it is called in the reader's language. */
export interface Emoji {
  readonly emoji: string;
  readonly name: string;
  /** The English name that is written between colons elsewhere; empty for some. */
  readonly code: string;
  /** What it is found by, in small letters: its names and codes, and then what else belongs to it. */
  readonly names: readonly string[];
  readonly tags: readonly string[];
}

const HAN = /\p{Script=Han}/u;

/** How well a word names an emoji; smaller is better. */
const MATCHES = ["name", "beginning of a name", "word of a name", "tag", "inside"] as const;

/** All emoji, in groups and in their usual order. */
export class EmojiTable {
  readonly groups: readonly (readonly Emoji[])[];
  readonly #byText: ReadonlyMap<string, Emoji>;

  /** `chinese` as well for a reader of Chinese, who finds emoji by their English names too. */
  constructor(english: string, chinese?: string) {
    const groupsOf = (lines: string) => lines.split("\n\n").map((group) => group.split("\n"));
    const chineseGroups = chinese === undefined ? undefined : groupsOf(chinese);
    this.groups = groupsOf(english).map((group, groupIndex) =>
      group.map((line, index) => emojiOf(line, chineseGroups?.[groupIndex]?.[index])),
    );
    this.#byText = new Map(this.groups.flat().map((each) => [each.emoji, each]));
  }

  get(emoji: string): Emoji | undefined {
    return this.#byText.get(emoji);
  }

  /** Those that all words of the query name, the best first. */
  find(query: string, countMax: number): readonly Emoji[] {
    const searched = query
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    if (searched.length === 0) return [];
    const found: Emoji[][] = MATCHES.map(() => []);
    for (const each of this.#byText.values()) {
      const rank = Math.max(...searched.map((word) => rankOf(each, word)));
      found[rank]?.push(each);
    }
    return found.flat().slice(0, countMax);
  }
}

function emojiOf(line: string, chineseLine: string | undefined): Emoji {
  const [emoji = "", englishName = "", codes = "", tags = ""] = line.split("\t");
  const [chineseName, chineseTags = ""] = chineseLine?.split("\t") ?? [];
  const codeList = codes === "" ? [] : codes.split(" ");
  const names = [englishName.toLowerCase(), ...codeList];
  return {
    emoji,
    name: chineseName ?? englishName,
    code: codeList[0] ?? "",
    names: chineseName === undefined ? names : [chineseName, ...names],
    tags: `${chineseTags} ${tags}`.toLowerCase().split(" "),
  };
}

function rankOf({ names, tags }: Emoji, word: string): number {
  if (names.includes(word)) return 0;
  if (names.some((name) => name.startsWith(word))) return 1;
  if (names.some((name) => name.includes(` ${word}`) || name.includes(`_${word}`))) return 2;
  if (tags.some((tag) => tag.startsWith(word))) return 3;
  // Han has no spaces between its words.
  const isInside = HAN.test(word) && (names.some((name) => name.includes(word)) || tags.some((tag) => tag.includes(word)));
  return isInside ? 4 : MATCHES.length;
}
