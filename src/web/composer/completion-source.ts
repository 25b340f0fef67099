import type { ComponentChildren } from "preact";

/** One line of the list. */
export interface CompletionItem {
  /** Not two of a list have the same. */
  readonly id: string;
  readonly label: string;
  /** Behind the label, where there is room. */
  readonly hint?: string | undefined;
  /** In front of the label: an emoji, a face. */
  readonly picture: ComponentChildren;
}

/** What completes a word that begins with a certain character. Several sources have different triggers. */
export interface CompletionSource<Item extends CompletionItem = CompletionItem> {
  /** One character. It counts at the beginning of a word, and after a character of Chinese, Japanese or Korean. */
  readonly trigger: string;
  /** How much must follow the trigger before anything is looked for. */
  readonly queryLengthMin: number;
  /** What may follow: the query is text that this matches as a whole. */
  readonly query: RegExp;
  /** What the list is called. */
  readonly title: () => string;
  /** The best first. More than `COMPLETIONS_MAX` are not shown. A rejection counts as nothing. */
  find(query: string): readonly Item[] | Promise<readonly Item[]>;
  /** What takes the place of the trigger and the query. */
  insert(item: Item): string;
}

export interface CompletionListProps {
  field: HTMLTextAreaElement;
  sources: readonly CompletionSource[];
}
