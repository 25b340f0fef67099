import type { Line } from "./block-marks.ts";
import { delimitersIn } from "./delimiters.ts";
import { addInline } from "./inline-tree.ts";
import { atomsOf } from "./line-atoms.ts";
import { matchDelimiters, type Token } from "./match-delimiters.ts";
import type { MentionCursor } from "./mention-cursor.ts";
import type { Inline } from "./nodes.ts";
import { tokenize } from "./tokenize.ts";

/** Adds the nodes of a line to `target`. Code and mentions come before links, and links before emphasis. */
export function parseLine(line: Line, mentions: MentionCursor, target: Inline[]): void {
  const tokens: Token[] = [];
  let done = 0;
  const addPlain = (end: number): void => {
    for (const node of tokenize(line.text.slice(done, end))) {
      if (node.type === "link") tokens.push({ ...node, start: line.start + done });
      else tokens.push(...delimitersIn(line, done, done + node.text.length));
      done += node.text.length;
    }
  };
  for (const atom of atomsOf(line, mentions)) {
    addPlain(atom.from);
    tokens.push(atom.node);
    done = atom.to;
  }
  addPlain(line.text.length);
  matchDelimiters(tokens);
  addInline(tokens, target);
}
