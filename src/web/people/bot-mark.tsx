import type { Person } from "../../client/index.ts";
import { words } from "../i18n/words.ts";

/** A word beside the name of a bot, to be read and read out; nothing beside a person's. */
export function BotMark({ person }: { person: Person }) {
  return person.isBot ? <span class="bot-mark">{words.value.people.bot}</span> : null;
}
