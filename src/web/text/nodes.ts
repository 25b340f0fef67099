/** A part of a text that stands for a user. Offsets are those of JavaScript strings: units of UTF-16 in the text as written. */
export interface MentionRange {
  readonly start: number;
  readonly length: number;
  /** What is shown in its place. */
  readonly label: string;
  readonly userId?: string | undefined;
}

/** A part of a text that is shown highlighted, as a search found it. The same offsets. */
export interface HitRange {
  readonly start: number;
  readonly length: number;
}

/** `start` is where it stands in the text as written. */
export interface TextLeaf {
  readonly type: "text";
  readonly text: string;
  readonly start: number;
}

export type InlineStyle = "bold" | "italic" | "strike";

export type Inline =
  | TextLeaf
  | { readonly type: "code"; readonly text: string; readonly start: number }
  | { readonly type: "link"; readonly text: string; readonly start: number; readonly href: string }
  | ({ readonly type: "mention" } & MentionRange)
  | { readonly type: InlineStyle; readonly children: readonly Inline[] };

export interface ListItem {
  /** Of a numbered list, as written. */
  readonly number: number | undefined;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly type: "paragraph"; readonly children: readonly Inline[] }
  | { readonly type: "quote"; readonly blocks: readonly Block[] }
  | { readonly type: "list"; readonly isNumbered: boolean; readonly items: readonly ListItem[] }
  /** The lines carry their line breaks. `language` is as written, and may be empty. */
  | { readonly type: "code-block"; readonly language: string; readonly lines: readonly TextLeaf[] };
