import { words } from "./i18n/words.ts";

/** Follows the options in `shoal chat --help`. */
export const chatHelp = words.usage(words.commandHelp.map((line) => `  ${line}`).join("\n"));
