import { effect, signal } from "@preact/signals";
import { recall, remember } from "./remembered.ts";

export const languages = ["zh", "en"] as const;
export type Language = (typeof languages)[number];

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const language = signal<Language>(
  oneOf(languages, recall("language")) ?? languageOf(globalThis.navigator?.languages ?? []),
);
export const theme = signal<Theme>(oneOf(themes, recall("theme")) ?? "system");

export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  remember("language", chosen);
}

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  remember("theme", chosen);
}

/** Keeps the document in the chosen language and colours. */
export function applyPreferences(): void {
  effect(() => {
    document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
  });
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
  });
}

/** The first language of the reader's that the page speaks. */
export function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const known = languages.find((each) => tag.toLowerCase().split("-")[0] === each);
    if (known !== undefined) return known;
  }
  return "en";
}

function oneOf<Value extends string>(values: readonly Value[], text: string | undefined): Value | undefined {
  return values.find((value) => value === text);
}
