import { render } from "preact";
import { App } from "./app.tsx";
import { leaveRoomForKeyboard } from "./keyboard-room.ts";
import { followCalendar } from "./state/calendar.ts";
import { startNavigation } from "./state/navigation.ts";
import { applyPreferences } from "./state/preferences.ts";
import { followDeviceLinks, keepCookie, retryUntilReached, startSession } from "./state/session.ts";

applyPreferences();
followCalendar();
leaveRoomForKeyboard();
startNavigation();
const started = startSession();
retryUntilReached();
followDeviceLinks();
keepCookie();
render(<App />, document.body);
await started;
