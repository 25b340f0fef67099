import type { AdminAnswer } from "../../protocol/admin.ts";
import type { LiveSettings } from "../settings/live-settings.ts";
import type { AdminContext, AdminHandler } from "./command.ts";

/** What an administrator can change while the server runs. */
export function settingsCommands({ settings: live }: AdminContext) {
  const settings: AdminHandler<"settings"> = async () => shown(live);

  const setSettings: AdminHandler<"set-settings"> = async ({ userId }, input) => {
    await live.change(userId, input);
    return shown(live);
  };

  return { settings, "set-settings": setSettings };
}

function shown({ values, fixedBy }: LiveSettings): AdminAnswer<"settings"> {
  return { settings: values, fixedBy: { ...fixedBy } };
}
