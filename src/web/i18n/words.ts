import { computed } from "@preact/signals";
import { language } from "../state/preferences.ts";
import { type Dictionary, en } from "./en.ts";
import { zh } from "./zh.ts";

const dictionaries = { en, zh } satisfies Record<string, Dictionary>;

/** Everything that the page says, in the chosen language. */
export const words = computed<Dictionary>(() => dictionaries[language.value]);
