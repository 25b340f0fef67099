import type { Clock } from "../../clock.ts";
import type { createCore } from "../core.ts";
import type { RateLimiter } from "../limits/rate-limiter.ts";
import type { Log } from "../log.ts";
import { AddressBans } from "../settings/address-bans.ts";
import type { LiveSettings } from "../settings/live-settings.ts";
import { SettingsNews } from "../settings/settings-news.ts";
import type { Storage } from "../storage/storage.ts";
import { AdminCommands } from "./admin-commands.ts";
import type { AdminContext } from "./command.ts";
import type { Refusals } from "./refusals.ts";
import { StatusReport } from "./server-status.ts";

interface AdministrationOptions extends Pick<AdminContext, "clearDeletedRooms" | "url"> {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly core: ReturnType<typeof createCore>;
  readonly settings: LiveSettings;
  readonly refusals: Refusals;
  readonly log: Log;
  readonly dataFolder: string;
  /** Ends what is no connection of the gateway, of addresses that were banned. */
  readonly endOthers: (isBanned: (address: string) => boolean) => void;
  readonly signInCount: () => number;
  /** Of one user's commands. */
  readonly limiter: RateLimiter;
}

/** Puts together what administrators do and see. */
export async function createAdministration({
  core: { bots, everyone, gateway, nodes, passwordAccounts, people, presence, retentionKeeper },
  ...options
}: AdministrationOptions) {
  const { storage, clock, settings, refusals, dataFolder, signInCount, endOthers, limiter, clearDeletedRooms, url } = options;
  const endConnections = (isBanned: (address: string) => boolean): void => {
    everyone.endFrom(isBanned);
    endOthers(isBanned);
  };
  const addressBans = await AddressBans.open({ storage, clock, endConnections });
  const raidChanged = (): void => everyone.tell({ type: "raid", until: settings.raid.until });
  const settingsNews = new SettingsNews(
    async () => {
      const raidBefore = settings.raid.until;
      await Promise.all([settings.reload(), addressBans.changedElsewhere()]);
      if (settings.raid.until !== raidBefore) raidChanged();
    },
    (error) => options.log.warn("settings of another node could not be read", { reason: String(error) }),
  );
  nodes.onSettings(() => settingsNews.changedElsewhere());
  settings.onChange = () => nodes.tellSettings();
  addressBans.onChange = () => nodes.tellSettings();
  const status = new StatusReport({
    storage,
    dataFolder,
    clock,
    gateway,
    everyone,
    presence,
    settings,
    refusals,
    signInCount,
    nodes,
  });
  const context = {
    storage,
    people,
    bots,
    passwordAccounts,
    everyone,
    presence,
    settings,
    retentionKeeper,
    addressBans,
    status,
    clearDeletedRooms,
    url,
  };
  const commands = new AdminCommands(
    {
      ...context,
      now: () => clock.now(),
      raidChanged,
    },
    limiter,
  );
  return { addressBans, commands, status, settingsNews };
}
