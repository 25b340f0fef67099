import { may } from "../../client/index.ts";
import { helpOf, wholeHelp } from "./help.ts";
import { words } from "./i18n/words.ts";
import type { Talk } from "./talk.ts";

/** What `/help` says: the commands that the user may use in the shown conversation, or all of them. */
export function offeredHelp({ shown, standing }: Talk, isWhole: boolean): readonly string[] {
  if (isWhole || shown === undefined) return wholeHelp;
  const groups = words.commandHelp.filter(({ needs }) => needs === undefined || may(standing, needs, shown));
  const isShort = groups.length < words.commandHelp.length;
  return isShort ? [...helpOf(groups), words.helpAll] : helpOf(groups);
}
