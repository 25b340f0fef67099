import { computed, type ReadonlySignal } from "@preact/signals";
import { type Language, language } from "../state/preferences.ts";

/** The same words in English and in other languages of the page. One that is missing falls back to English. */
export type InLanguages<Words> = { readonly en: Words } & { readonly [Other in Language]?: NoInfer<Words> };

export function inLanguage<Words>(words: InLanguages<Words>, chosen: Language): Words {
  return words[chosen] ?? words.en;
}

/** What a tab says, in the chosen language. It is loaded with the tab. */
export function tabWords<Words>(dictionaries: InLanguages<Words>): TabWords<Words> {
  return Object.assign(
    computed(() => inLanguage(dictionaries, language.value)),
    { dictionaries },
  );
}

interface TabWords<Words> extends ReadonlySignal<Words> {
  readonly dictionaries: InLanguages<Words>;
}
