import { render } from "preact";
import { App } from "./app.tsx";
import { loadWords } from "./i18n/words.ts";
import { leaveRoomForKeyboard } from "./keyboard-room.ts";
import { followCalendar } from "./state/calendar.ts";
import { takeFiles } from "./state/given-files.ts";
import { startNavigation } from "./state/navigation.ts";
import { applyPreferences, language } from "./state/preferences.ts";
import { followDeviceLinks, keepCookie, retryUntilReached, startSession } from "./state/session.ts";

applyPreferences();
followCalendar();
leaveRoomForKeyboard();
takeFiles();
startNavigation();
// Not awaited: a script that waits at its top level shares nothing with what is loaded later, and the build makes it two files.
void startSession();
retryUntilReached();
followDeviceLinks();
keepCookie();
void loadWords(language.value).then(() => render(<App />, document.body));
