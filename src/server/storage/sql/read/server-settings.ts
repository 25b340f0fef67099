import type { NetworkBan, StoredSettings } from "../../settings-records.ts";
import type { Database } from "../database.ts";
import { type PersonRow, personOf } from "../person-rows.ts";

export function readSettings(database: Database): StoredSettings {
  const rows = database.all<{ name: string; value: string }>("SELECT name, value FROM settings");
  return Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value)]));
}

type BanRow = { [Name in keyof PersonRow]: PersonRow[Name] | null } & {
  readonly network: string;
  readonly at: number;
  readonly until: number | null;
  readonly reason: string | null;
};

export function listNetworkBans(database: Database, { at }: { at: number }): NetworkBan[] {
  const rows = database.all<BanRow>(
    `SELECT network, at, until, reason, users.id, users.nickname, users.tone, users.picture
     FROM address_bans LEFT JOIN users ON users.key = by_key WHERE until IS NULL OR until > ? ORDER BY at DESC, network`,
    at,
  );
  return rows.map(({ id, nickname, tone, picture, ...row }) => ({
    ...{ network: row.network, at: row.at },
    ...(row.until !== null && { until: row.until }),
    ...(row.reason !== null && { reason: row.reason }),
    ...(id !== null && nickname !== null && { by: personOf({ id, nickname, tone, picture }) }),
  }));
}
