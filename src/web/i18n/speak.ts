import { chooseLanguage, type Language } from "../state/preferences.ts";
import { loadWords } from "./words.ts";

/** Changes the language of the page, once its words are there. Without a connection the page stays in the one that it has. */
export function speak(chosen: Language): void {
  loadWords(chosen).then(
    () => chooseLanguage(chosen),
    () => {},
  );
}
