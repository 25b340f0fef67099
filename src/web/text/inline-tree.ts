import type { Delimiter } from "./delimiters.ts";
import type { Inline, InlineStyle, TextLeaf } from "./nodes.ts";

/** Adds matched tokens to `target`. A style inside itself makes no node, so that the depth is bounded by the number of styles. */
export function addInline(tokens: readonly (Inline | Delimiter)[], target: Inline[]): void {
  const levels: Inline[][] = [target];
  const open: { readonly style: InlineStyle; readonly hasNode: boolean }[] = [];
  const active = new Map<InlineStyle, number>();
  const level = (): Inline[] => levels.at(-1) ?? target;

  const openStyle = (style: InlineStyle): void => {
    const count = active.get(style) ?? 0;
    active.set(style, count + 1);
    open.push({ style, hasNode: count === 0 });
    if (count > 0) return;
    const children: Inline[] = [];
    level().push({ type: style, children });
    levels.push(children);
  };
  const closeStyle = (): void => {
    const last = open.pop();
    if (last === undefined) return;
    active.set(last.style, (active.get(last.style) ?? 1) - 1);
    if (last.hasNode) levels.pop();
  };

  for (const token of tokens) {
    if (token.type === "text") addText(level(), token.text, token.start);
    else if (token.type !== "delimiter") level().push(token);
    else {
      const rest = token.character.repeat(token.free);
      for (const _ of token.closes) closeStyle();
      // What is left of a closing row stands at its end, of an opening row at its beginning.
      addText(level(), rest, token.start + (token.closes.length > 0 ? token.length - token.free : 0));
      for (const style of token.opens) openStyle(style);
    }
  }
}

/** Texts that follow each other in the message become one. */
export function addText(target: (Inline | TextLeaf)[], text: string, start: number): void {
  const last = target.at(-1);
  if (text === "") return;
  if (last?.type === "text" && last.start + last.text.length === start) {
    target[target.length - 1] = { ...last, text: last.text + text };
  } else target.push({ type: "text", text, start });
}
