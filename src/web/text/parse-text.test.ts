import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Block, Inline } from "./nodes.ts";
import { parseText } from "./parse-text.ts";

/** Four quotes or lists, each a block and its list, an item and its list; then the styles, each with its list. */
const TREE_DEPTH_MAX = 30;

describe("emphasis", () => {
  test.each([
    ["a **bold** word", "a <b>bold</b> word"],
    ["*one* and _two_", "<i>one</i> and <i>two</i>"],
    ["~~gone~~", "<s>gone</s>"],
    ["**重要**的事", "<b>重要</b>的事"],
    ["他说**“好”**", "他说<b>“好”</b>"],
    ["他说**“好”**就走了", "他说<b>“好”</b>就走了"],
    ["使用API**必须**登录，版本v2*可选*。", "使用API<b>必须</b>登录，版本v2<i>可选</i>。"],
    ["，_轻_。", "，<i>轻</i>。"],
    ["**注意：**下午三点", "<b>注意：</b>下午三点"],
    ["***both***", "<b><i>both</i></b>"],
    ["**a *b* c**", "<b>a <i>b</i> c</b>"],
    ["***a** b*", "<i><b>a</b> b</i>"],
    ["***a* b**", "<b><i>a</i> b</b>"],
    ["**a *b***", "<b>a <i>b</i></b>"],
    ["**Note**: un**friggin**believable", "<b>Note</b>: un<b>friggin</b>believable"],
    ["*a _b ~~c **d** e~~ f_ g*", "<i>a b <s>c <b>d</b> e</s> f g</i>"],
    ["**see https://example.org/a_b**", "<b>see <a>https://example.org/a_b</a></b>"],
    ["**`a*b`**", "<b><code>a*b</code></b>"],
  ])("%s", (text, shown) => {
    expect(outline(text)).toBe(shown);
  });

  test.each([
    "Devil's_advocate",
    "snake_case_name and __init__",
    "文件_名称_测试",
    "2*3*4 = 24, 2 * 3 * 4",
    "**open *and **so on",
    "**a*",
    "*_* ^_^ hi ^_^ T_T >_< -_- ***",
    "¯\\_(ツ)_/¯",
    "~one~ ~~~two~~~ ****three****",
    "x * a*, ** b**",
    "a ` b `` c",
    "# no heading\n| a | b |\n---\n![no](image.png) [no](link) ||no||",
    "<b>no</b> &amp; <script>alert(1)</script>",
    "**two\nlines**",
  ])("stays as written: %s", (text) => {
    expect(outline(text)).toBe(text);
  });
});

describe("code in a line", () => {
  test.each([
    ["a `b` c", "a <code>b</code> c"],
    ["`` a`b ``", "<code>a`b</code>"],
    ["```one line```", "<code>one line</code>"],
    ["`**no**` **yes**", "<code>**no**</code> <b>yes</b>"],
    ["用`代码`写", "用<code>代码</code>写"],
    ["`https://example.org`", "<code>https://example.org</code>"],
    ["`` `a` ``b`", "<code>`a`</code>b`"],
  ])("%s", (text, shown) => {
    expect(outline(text)).toBe(shown);
  });
});

describe("blocks", () => {
  test.each([
    ["```ts\nconst a = 1;\n\n  b();\n```", "[code ts|const a = 1;\n\n  b();\n]"],
    ["look:\n```\n**no**\n```\nthere", "[look:][code |**no**\n][there]"],
    ["```\nnothing closes\nthis", "[code |nothing closes\nthis]"],
    ["```\ncode```\nafter", "[code |code][after]"],
    ["````\n```\n````", "[code |```\n]"],
    ["> a\n> **b**\nc", "[quote [a\n<b>b</b>]][c]"],
    ["> a\n> > b\n>> c", "[quote [a][quote [b\nc]]]"],
    ["> ```c++\n> int a;\n> ```", "[quote [code c++|int a;\n]]"],
    ["- a\n- *b*\n  - c\n  and d", "[list • [a] • [<i>b</i>][list • [c]][and d]]"],
    ["1. a\n3) b", "[list 1 [a] 3 [b]]"],
    ["- a\n1. b", "[list • [a]][list 1 [b]]"],
    ["a\n\n- b\n\nc\n\nd", "[a][list • [b]][c\n\nd]"],
  ])("%s", (text, shown) => {
    expect(blockOutline(parseText(text))).toBe(shown);
  });

  test.each([
    ">_< >:( >a",
    "-a -1",
    "* * *",
    "- - -",
    "1.a 1.",
    "-",
    "```",
    "a\n```ts",
    "```not a language\ncode",
    "  a\n\n b\n",
  ])("is text: %s", (text) => {
    expect(outline(text)).toBe(text);
  });
});

describe("a mention", () => {
  const ann = (start: number, length = 4) => ({ start, length, label: "@ann", userId: "1" });
  test.each([
    ["hi @ann!", [ann(3)], "hi @{@ann}!"],
    ["@ann@ann", [ann(4), ann(0)], "@{@ann}@{@ann}"],
    ["**@ann**的", [ann(2)], "<b>@{@ann}</b>的"],
    ["@a_n and b_", [ann(0)], "@{@ann} and b_"],
    ["`@ann` @ann", [ann(1), ann(7)], "<code>@ann</code> @{@ann}"],
    ["> 😀 @ann", [ann(5)], "[quote [😀 @{@ann}]]"],
    ["```\n@ann\n```", [ann(4)], "[code |@ann\n]"],
    ["@ann", [ann(0), ann(1, 2), ann(2, 10), ann(-1, 2), ann(9)], "@{@ann}"],
    ["a\nb", [ann(0, 3)], "a\nb"],
  ])("%s", (text, mentions, shown) => {
    const blocks = parseText(text, mentions);
    expect(
      blocks.length === 1 && blocks[0]?.type === "paragraph" ? inlineOutline(blocks[0].children) : blockOutline(blocks),
    ).toBe(shown);
  });
});

describe("any text", () => {
  const piece = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 4 }),
    fc.constantFrom(
      "*",
      "**",
      "***",
      "_",
      "~~",
      "`",
      "``",
      "```",
      "```ts",
      "\n",
      "\n> ",
      "\n- ",
      "\n  - ",
      "\n1. ",
      " ",
      "鱼",
      "a",
      "。",
    ),
    fc.constantFrom("https://a.example/x_y", "www.", "a@b.example", "@ann", "\\", "\u202e", "\u200b", "😀"),
  );
  const texts = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));

  test("keeps every character where it was, or takes it for a mark", () => {
    fc.assert(
      fc.property(texts, (text) => {
        let done = 0;
        for (const { start, text: shown } of leavesOf(parseText(text))) {
          expect(text.slice(start, start + shown.length)).toBe(shown);
          expect(start).toBeGreaterThanOrEqual(done);
          expect(text.slice(done, start)).toMatch(/^[\s*_~`>\-\d.)\p{L}\p{N}+#]*$/u);
          done = start + shown.length;
        }
      }),
      { numRuns: 500 },
    );
  });

  test("keeps its mentions in their order, wherever they are", () => {
    const ranges = fc.array(fc.record({ start: fc.integer({ min: -2, max: 80 }), length: fc.integer({ min: -1, max: 9 }) }));
    fc.assert(
      fc.property(texts, ranges, (text, places) => {
        const mentions = places.map((place) => ({ ...place, label: text.slice(place.start, place.start + place.length) }));
        let done = 0;
        for (const { start, end } of mentionsOf(parseText(text, mentions))) {
          expect(start).toBeGreaterThanOrEqual(done);
          done = end;
        }
        expect(done).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 300 },
    );
  });

  test("makes a tree of bounded depth", () => {
    for (const text of ["*a _b ~~c **d ", "> ", "- ", "1. - > "]) {
      expect(depthOf(parseText(`${text.repeat(2_000)}x${[...text].toReversed().join("").repeat(2_000)}`))).toBeLessThanOrEqual(
        TREE_DEPTH_MAX,
      );
    }
  });

  // In time that grows with the square of the length these take minutes, and the test runs out of its own.
  test.each([
    "*a_ ",
    "*",
    "**",
    "***a",
    "_",
    "_a ",
    "~~",
    "~~a ",
    "*a **b ",
    "a**b*",
    "`",
    "`a",
    "`` ` ",
    "> ",
    ">",
    ">>\n",
    "> \n",
    "- ",
    "- a\n",
    "  - a\n",
    "1. ",
    "1. a\n",
    "```",
    "```\n",
    "```a\n",
    "~~~\n",
    "\n",
    " ",
    " \n",
    "``` ",
    "[",
    "**“",
    "鱼*",
    "*_~~",
    "\\*",
    "```a b\n",
    "www.*",
    "*a@b.example*",
    "\u202e*",
    "- \n",
    "* ",
    "*\n",
    "9. a\n",
    "` `` ``` ",
    "😀*",
  ])("is read in time that grows with its length: %j again and again", (part) => {
    const text = part.repeat(Math.ceil(200_000 / part.length));
    expect(parseText(text).length).toBeGreaterThan(0);
    expect(parseText(`*_~~\`${text}`).length).toBeGreaterThan(0);
  });

  test("is read in time that grows with its length: rows of backticks of every length", () => {
    const rows = Array.from({ length: 600 }, (_, index) => "`".repeat(index + 1));
    expect(parseText(rows.join(" ")).length).toBe(1);
    expect(parseText([...rows, ...rows].join("a")).length).toBe(1);
  });
});

/** What a text that is one paragraph looks like. */
function outline(text: string): string {
  const blocks = parseText(text);
  const [paragraph] = blocks;
  if (blocks.length !== 1 || paragraph?.type !== "paragraph") return blockOutline(blocks);
  return inlineOutline(paragraph.children);
}

function blockOutline(blocks: readonly Block[]): string {
  return blocks.map(outlineOfBlock).join("");
}

function outlineOfBlock(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return `[${inlineOutline(block.children)}]`;
    case "quote":
      return `[quote ${blockOutline(block.blocks)}]`;
    case "list":
      return `[list ${block.items.map((item) => `${item.number ?? "•"} ${blockOutline(item.blocks)}`).join(" ")}]`;
    case "code-block":
      return `[code ${block.language}|${block.lines.map(({ text }) => text).join("")}]`;
  }
}

function inlineOutline(nodes: readonly Inline[]): string {
  return nodes.map(outlineOfNode).join("");
}

function outlineOfNode(node: Inline): string {
  switch (node.type) {
    case "text":
      return node.text;
    case "code":
      return `<code>${node.text}</code>`;
    case "link":
      return `<a>${node.text}</a>`;
    case "mention":
      return `@{${node.label}}`;
    case "bold":
      return `<b>${inlineOutline(node.children)}</b>`;
    case "italic":
      return `<i>${inlineOutline(node.children)}</i>`;
    case "strike":
      return `<s>${inlineOutline(node.children)}</s>`;
  }
}

function inlineOf(block: Block): Inline[] {
  switch (block.type) {
    case "paragraph":
      return [...block.children];
    case "quote":
      return block.blocks.flatMap(inlineOf);
    case "list":
      return block.items.flatMap((item) => item.blocks.flatMap(inlineOf));
    case "code-block":
      return [...block.lines];
  }
}

function flat(nodes: readonly Inline[]): Inline[] {
  return nodes.flatMap((node) => ("children" in node ? flat(node.children) : [node]));
}

function leavesOf(blocks: readonly Block[]): { start: number; text: string }[] {
  return flat(blocks.flatMap(inlineOf)).flatMap((node) => ("text" in node ? [node] : []));
}

function mentionsOf(blocks: readonly Block[]): { start: number; end: number }[] {
  return flat(blocks.flatMap(inlineOf)).flatMap((node) =>
    node.type === "mention" ? [{ start: node.start, end: node.start + node.length }] : [],
  );
}

function depthOf(tree: unknown): number {
  if (typeof tree !== "object" || tree === null) return 0;
  return 1 + Math.max(0, ...Object.values(tree).map(depthOf));
}
