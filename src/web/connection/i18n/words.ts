import { computed } from "@preact/signals";
import { language } from "../../state/preferences.ts";
import { type ConnectionDictionary, connectionEn } from "./en.ts";
import { connectionZh } from "./zh.ts";

const dictionaries: Readonly<Record<string, ConnectionDictionary>> = { en: connectionEn, zh: connectionZh };

/** What the line over the log and the explanation of the connection say, in the chosen language. */
export const connectionWords = computed<ConnectionDictionary>(() => dictionaries[language.value] ?? connectionEn);
