import { computed } from "@preact/signals";
import { type Language, language } from "../../state/preferences.ts";
import { type LabDictionary, labEn } from "./en.ts";
import { labZh } from "./zh.ts";

const dictionaries: Partial<Record<Language, LabDictionary>> = { en: labEn, zh: labZh };

/** Everything that the lab says, in the chosen language. */
export const labWords = computed<LabDictionary>(() => dictionaries[language.value] ?? labEn);
