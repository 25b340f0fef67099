import { computed } from "@preact/signals";
import { language } from "../../state/preferences.ts";
import { type LabDictionary, labEn } from "./en.ts";
import { labZh } from "./zh.ts";

const dictionaries = { en: labEn, zh: labZh } satisfies Record<string, LabDictionary>;

/** Everything that the lab says, in the chosen language. */
export const labWords = computed<LabDictionary>(() => dictionaries[language.value]);
