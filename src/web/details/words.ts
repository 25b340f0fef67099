import { computed } from "@preact/signals";
import { language } from "../state/preferences.ts";
import { type DetailWords, en } from "./en.ts";
import { zh } from "./zh.ts";

/** The words of cards, of the profile and of devices, in the chosen language. They are loaded with them. */
export const detailWords = computed<DetailWords>(() => ({ en, zh })[language.value]);
