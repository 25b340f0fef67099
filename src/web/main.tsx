import { render } from "preact";
import { App } from "./app.tsx";
import { leaveRoomForKeyboard } from "./keyboard-room.ts";
import { startNavigation } from "./state/navigation.ts";
import { applyPreferences } from "./state/preferences.ts";
import { startSession } from "./state/session.ts";

applyPreferences();
leaveRoomForKeyboard();
const started = startSession();
startNavigation();
render(<App />, document.body);
await started;
