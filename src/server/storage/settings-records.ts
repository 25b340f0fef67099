import type { Person } from "../../protocol/people.ts";
import type { ServerAction } from "../../protocol/permissions.ts";

/** Values of settings by name, as JSON has them. */
export type StoredSettings = Readonly<Record<string, unknown>>;

export interface StoredSettingsChange {
  /** Missing where it is the operator. */
  readonly actorId?: string | undefined;
  /** The command, for the audit log, and what it needs. */
  readonly act: string;
  readonly action: ServerAction;
  /** A missing one stays; `null` has its default again. */
  readonly changes: StoredSettings;
  /** The actor's upload that becomes the server's picture; empty removes it. */
  readonly picture?: string | undefined;
  readonly at: number;
}

/** What administrators change while the server runs, and the networks that they ban. Each act is in the audit log. */
export interface SettingsRecords {
  readSettings(): Promise<StoredSettings>;
  /**
   * Answers with all settings. The same again writes nothing. Throws `not-allowed`, `file-not-found` for a picture that is not a complete upload of
   * the actor that no message names. A picture that gives way is doomed.
   */
  changeSettings(change: StoredSettingsChange): Promise<StoredSettings>;

  /** Bans a network, or changes its ban. Throws `not-allowed`, `too-many-address-bans` (`addressBansMax`). */
  banNetwork(ban: NewNetworkBan): Promise<void>;
  /** Twice writes nothing new. Throws `not-allowed`. */
  unbanNetwork(unban: Pick<NewNetworkBan, "actorId" | "network" | "at">): Promise<void>;
  /** Those that hold at `at`, the newest first. */
  listNetworkBans(at: number): Promise<readonly NetworkBan[]>;
}

export interface NewNetworkBan {
  /** Missing where it is the operator. */
  readonly actorId?: string | undefined;
  /** In the one form of `networkText`. */
  readonly network: string;
  readonly at: number;
  readonly until?: number | undefined;
  readonly reason?: string | undefined;
}

export interface NetworkBan {
  readonly network: string;
  readonly at: number;
  readonly until?: number;
  readonly reason?: string;
  /** Missing where it was the operator. */
  readonly by?: Person;
}
