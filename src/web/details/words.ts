import { computed } from "@preact/signals";
import { type Language, language } from "../state/preferences.ts";
import { type DetailWords, en } from "./en.ts";
import { zh } from "./zh.ts";

const dictionaries: Partial<Record<Language, DetailWords>> = { en, zh };

/** The words of cards, of the profile and of devices, in the chosen language. They are loaded with them. */
export const detailWords = computed(() => dictionaries[language.value] ?? en);
