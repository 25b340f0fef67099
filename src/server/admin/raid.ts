import type { AdminContext, AdminHandler } from "./command.ts";

/** The switch for a flood of strangers. */
export function raidCommands({ settings, raidChanged }: AdminContext) {
  const raid: AdminHandler<"raid"> = async ({ userId }, input) => {
    await settings.setRaid(userId, input);
    raidChanged();
    return settings.raid;
  };

  return { raid };
}
