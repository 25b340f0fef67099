import { render } from "preact";
import { loadWords } from "../i18n/words.ts";
import { followCalendar } from "../state/calendar.ts";
import { applyPreferences, language } from "../state/preferences.ts";
import { findAccess } from "./access.ts";
import { AdminScreen } from "./admin-screen.tsx";

applyPreferences();
followCalendar();
void findAccess();
void loadWords(language.value).then(() => render(<AdminScreen />, document.body));
