import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The file that `listLanguages` writes, beside the languages. */
export const languageListName = "dictionaries.ts";

/** A file that is called by the tag of a language, like `zh.ts` or `pt-br.ts`. */
const languageFile = /^([a-z]{2,3}(?:-[a-z]{2,4})?)\.ts$/;

/** Lists the languages of the page's words in `folder`, so that a new one is a new file and nothing else. */
export async function listLanguages(folder: string): Promise<void> {
  const file = join(folder, languageListName);
  const list = await languageList(folder);
  if ((await readFile(file, "utf8").catch(() => "")) !== list) await writeFile(file, list);
}

/** The text of the list. */
export async function languageList(folder: string): Promise<string> {
  const tags = (await readdir(folder)).flatMap((name) => languageFile.exec(name)?.[1] ?? []).sort();
  return [
    "// Made by `npm run build` of the languages beside it.",
    "",
    "/** A reader needs one language: the others are loaded when they are chosen. */",
    `export const dictionaries = {\n${linesOf(tags, (tag) => `async () => (await import("./${tag}.ts")).${exportOf(tag)}`)}\n};`,
    "",
    "/** Each language in its own words: a user who cannot read the page must still find theirs. A browser takes long to find these. */",
    `export const languageNames = {\n${linesOf(tags, (tag) => JSON.stringify(nameOf(tag)))}\n};`,
    "",
    "/** Where a line of each language begins. */",
    "export const directions: Readonly<Record<keyof typeof dictionaries, string>> = {",
    `${linesOf(tags, (tag) => (isRightToLeft(tag) ? '"rtl"' : '"ltr"'))}\n};\n`,
  ].join("\n");
}

/** By the script that the language is written in. */
export function isRightToLeft(tag: string): boolean {
  return ["Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm"].includes(new Intl.Locale(tag).maximize().script ?? "");
}

function nameOf(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

function linesOf(tags: readonly string[], textOf: (tag: string) => string): string {
  return tags.map((tag) => `  ${keyOf(tag)}: ${textOf(tag)},`).join("\n");
}

function keyOf(tag: string): string {
  return tag.includes("-") ? `"${tag}"` : tag;
}

/** `pt-br` exports `ptBr`. */
function exportOf(tag: string): string {
  return tag.replace(/-(\w)/, (_, letter: string) => letter.toUpperCase());
}
