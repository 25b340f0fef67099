import { type Language, languages } from "../state/preferences.ts";

/** Each language in its own words: a user who cannot read the page must still find theirs. */
export const languageNames = Object.fromEntries(languages.map((each) => [each, nameOf(each)])) as Readonly<
  Record<Language, string>
>;

function nameOf(language: Language): string {
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
