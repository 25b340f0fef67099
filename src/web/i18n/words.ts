import { computed, signal } from "@preact/signals";
import { type Language, language } from "../state/preferences.ts";
import { dictionaries } from "./dictionaries.ts";
import type { Dictionary } from "./en.ts";

const loaders: Readonly<Record<Language, () => Promise<Dictionary>>> = dictionaries;

const loaded = signal<Partial<Record<Language, Dictionary>>>({});

/** Everything that the page says, in the chosen language. `loadWords` comes first. */
export const words = computed<Dictionary>(() => {
  const dictionary = loaded.value[language.value];
  if (dictionary === undefined) throw new Error(`The words of ${language.value} are not loaded.`);
  return dictionary;
});

/** Resolves when the page can be in that language. */
export async function loadWords(chosen: Language): Promise<void> {
  if (loaded.peek()[chosen] !== undefined) return;
  const dictionary = await loaders[chosen]();
  loaded.value = { ...loaded.peek(), [chosen]: dictionary };
}
