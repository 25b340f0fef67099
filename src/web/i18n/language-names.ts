import type { Language } from "../state/preferences.ts";

/** Each language in its own words: a user who cannot read the page must still find theirs. */
export const languageNames: Readonly<Record<Language, string>> = { zh: "中文", en: "English" };
