import { render } from "preact";
import { loadWords } from "../i18n/words.ts";
import { applyPreferences, language } from "../state/preferences.ts";
import { LabScreen } from "./lab-screen.tsx";

applyPreferences();
await loadWords(language.value);
render(<LabScreen />, document.body);
