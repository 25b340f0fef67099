// Made by `npm run build` of the languages beside it.

/** A reader needs one language: the others are loaded when they are chosen. */
export const dictionaries = {
  en: async () => (await import("./en.ts")).en,
  zh: async () => (await import("./zh.ts")).zh,
};

/** Each language in its own words: a user who cannot read the page must still find theirs. A browser takes long to find these. */
export const languageNames = {
  en: "English",
  zh: "中文",
};

/** Where a line of each language begins. */
export const directions: Readonly<Record<keyof typeof dictionaries, string>> = {
  en: "ltr",
  zh: "ltr",
};
