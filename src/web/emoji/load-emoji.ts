import { language } from "../state/preferences.ts";
import { EmojiTable } from "./emoji-table.ts";

const tables = new Map<string, Promise<EmojiTable>>();

/** The emoji in the reader's language. Loaded once; when that fails, the next call tries again. */
export function loadEmoji(): Promise<EmojiTable> {
  const current = language.value;
  const known = tables.get(current);
  if (known !== undefined) return known;
  const loading = load(current === "zh");
  tables.set(current, loading);
  loading.catch(() => tables.delete(current));
  return loading;
}

async function load(isChinese: boolean): Promise<EmojiTable> {
  const [{ english }, chineseNames] = await Promise.all([
    import("./english-names.ts"),
    isChinese ? import("./chinese-names.ts") : undefined,
  ]);
  return new EmojiTable(english, chineseNames?.chinese);
}
