// Made by `npm run build` of the languages beside it.

/** A reader needs one language: the others are loaded when they are chosen. */
export const dictionaries = {
  en: async () => (await import("./en.ts")).en,
  zh: async () => (await import("./zh.ts")).zh,
};
