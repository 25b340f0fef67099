import type { AdminAnswer, AdminCommandName, AdminInput } from "../../protocol/admin.ts";
import type { Bots } from "../accounts/bots.ts";
import type { PasswordAccounts } from "../accounts/password-accounts.ts";
import type { People } from "../accounts/people.ts";
import type { Everyone } from "../gateway/everyone.ts";
import type { Presence } from "../presence/presence.ts";
import type { RetentionKeeper } from "../retention/retention-keeper.ts";
import type { AddressActor, AddressBans } from "../settings/address-bans.ts";
import type { LiveSettings } from "../settings/live-settings.ts";
import type { Storage } from "../storage/storage.ts";
import type { StatusReport } from "./server-status.ts";

/** Who gives a command: the user of a session, or the operator at the machine, who has no id and no address and may do everything. */
export type AdminActor = AddressActor;

export type AdminHandler<Name extends AdminCommandName> = (
  actor: AdminActor,
  input: AdminInput<Name>,
) => Promise<AdminAnswer<Name>>;

/** The context of the commands. */
export interface AdminContext {
  readonly storage: Storage;
  readonly now: () => number;
  readonly people: People;
  readonly bots: Bots;
  readonly passwordAccounts: PasswordAccounts;
  readonly everyone: Everyone;
  readonly presence: Presence;
  readonly settings: LiveSettings;
  readonly retentionKeeper: RetentionKeeper;
  readonly addressBans: AddressBans;
  readonly status: StatusReport;
  /** Begins to remove the members of deleted rooms, and to erase those rooms. */
  readonly clearDeletedRooms: () => void;
  /** Everyone is told that a raid began or ended. */
  readonly raidChanged: () => void;
  /** Where the server is, for links. */
  readonly url: () => string;
}
