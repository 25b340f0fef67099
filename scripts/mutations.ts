/** One small change of a source file. */
export interface Mutation {
  readonly line: number;
  readonly what: string;
  /** The whole file with the change. */
  readonly text: string;
}

const exchanges: readonly [find: RegExp, replace: string][] = [
  [/ === /g, " !== "],
  [/ !== /g, " === "],
  [/ < /g, " <= "],
  [/ <= /g, " < "],
  [/(?<!=) > /g, " >= "],
  [/ >= /g, " > "],
  [/ && /g, " || "],
  [/ \|\| /g, " && "],
  [/ \?\? /g, " && "],
  [/ \+ /g, " - "],
  [/ - /g, " + "],
  [/\btrue\b/g, "false"],
  [/\bfalse\b/g, "true"],
  [/\bMath\.max\b/g, "Math.min"],
  [/\bMath\.min\b/g, "Math.max"],
  [/ \?\?= /g, " = "],
  [/(?<=[(&|] ?)!(?=[\w(])/g, ""],
];

/** A line that is one statement, and can be left out: a call, an assignment, a guard. */
const statement =
  /^\s+(?:(?:void |await )?[\w.#?]+(?:\([^;]*\)|\[[^\]]*\])*(?:\.[\w#]+\([^;]*\))*|[\w.#]+ (?:[+-]|\?\?)?= [^;]*|if \(.*\) (?:return|throw|continue|break)\b[^;]*);$/;

/** Every small change of a file that could matter: an operator, a constant, a statement that is left out. */
export function mutationsOf(text: string): Mutation[] {
  const lines = text.split("\n");
  const mutations: Mutation[] = [];
  let isComment = false;
  for (const [index, line] of lines.entries()) {
    const start = line.trim();
    if (start.startsWith("/*")) isComment = true;
    const isCode =
      !isComment && !start.startsWith("//") && !/^(import|export type|export interface|interface|type|readonly|@)\b/.test(start);
    if (start.endsWith("*/")) isComment = false;
    if (!isCode) continue;
    const add = (changed: string, what: string): void => {
      mutations.push({ line: index + 1, what, text: lines.with(index, changed).join("\n") });
    };
    const code = withoutText(line);
    for (const [find, replace] of exchanges) {
      for (const { index: at, 0: found } of code.matchAll(find)) {
        const changed = line.slice(0, at) + replace + line.slice(at + found.length);
        add(changed, `${found.trim() || "!"} → ${replace.trim() || "nothing"}: ${start}`);
      }
    }
    if (statement.test(line)) add("", `left out: ${start}`);
  }
  return mutations;
}

/** The line with blanks in place of what stands in quotes, and of a comment at its end. */
function withoutText(line: string): string {
  const blank = (text: string): string => " ".repeat(text.length).replaceAll(" ", "_");
  return line
    .replace(/"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\/(?:[^/\\ ]|\\.)+\/[a-z]*(?=[.,)])/g, blank)
    .replace(/\/\/.*$/, blank);
}
