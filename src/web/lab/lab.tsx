import { render } from "preact";
import { applyPreferences } from "../state/preferences.ts";
import { LabScreen } from "./lab-screen.tsx";

applyPreferences();
render(<LabScreen />, document.body);
