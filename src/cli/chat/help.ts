import type { HelpGroup } from "./help-group.ts";
import { words } from "./i18n/words.ts";

/** Every command. */
export const wholeHelp = helpOf(words.commandHelp);

/** Follows the options in `shoal chat --help`. */
export const chatHelp = words.usage(wholeHelp.map((line) => `  ${line}`).join("\n"));

export function helpOf(groups: readonly HelpGroup[]): readonly string[] {
  return groups.flatMap(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)]);
}
