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
  const loaders = tags.map((tag) => `  ${keyOf(tag)}: async () => (await import("./${tag}.ts")).${exportOf(tag)},`);
  return [
    "// Made by `npm run build` of the languages beside it.",
    "",
    "/** A reader needs one language: the others are loaded when they are chosen. */",
    `export const dictionaries = {\n${loaders.join("\n")}\n};\n`,
  ].join("\n");
}

function keyOf(tag: string): string {
  return tag.includes("-") ? `"${tag}"` : tag;
}

/** `pt-br` exports `ptBr`. */
function exportOf(tag: string): string {
  return tag.replace(/-(\w)/, (_, letter: string) => letter.toUpperCase());
}
