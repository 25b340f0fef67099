import type { CompletionItem, CompletionSource } from "../composer/completion-source.ts";
import { words } from "../i18n/words.ts";
import { noteRecentEmoji } from "./recent-emoji.ts";

const ITEMS_MAX = 8;

interface EmojiItem extends CompletionItem {
  readonly emoji: string;
}

/** `:thumbs` becomes 👍. The names are loaded when the first two letters are typed. */
export const emojiCompletion: CompletionSource<EmojiItem> = {
  trigger: ":",
  queryLengthMin: 2,
  // `:10` is a time.
  query: /^(?=.*[\p{L}+])[\p{L}\p{M}\p{N}_+-]+$/u,
  title: () => words.value.composer.emoji,
  async find(query) {
    const { loadEmoji } = await import("./load-emoji.ts");
    const table = await loadEmoji();
    return table.find(query, ITEMS_MAX).map(({ emoji, name, code }) => ({
      id: emoji,
      emoji,
      picture: emoji,
      label: name,
      hint: code === "" ? undefined : `:${code}:`,
    }));
  },
  insert({ emoji }) {
    noteRecentEmoji(emoji);
    return emoji;
  },
};
