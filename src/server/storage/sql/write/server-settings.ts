import { adminLimits } from "../../../../protocol/admin.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import type { NewNetworkBan, StoredSettings, StoredSettingsChange } from "../../settings-records.ts";
import { readSettings } from "../read/server-settings.ts";
import { requireServerActor } from "../server-actors.ts";
import { audit } from "./audit.ts";
import { doomPicture, takePicture } from "./files.ts";
import type { Transaction } from "./transaction.ts";

export function changeSettings(transaction: Transaction, change: StoredSettingsChange): StoredSettings {
  const { actorId, act, action, at } = change;
  const { database } = transaction;
  const actor = requireServerActor(database, actorId, action);
  const before = readSettings(database);
  const { picture } = change;
  const isRepainted = picture !== undefined && picture !== (before.picture ?? "");
  const changes = { ...change.changes, ...(isRepainted && { picture: picture || null }) };
  const changed = Object.entries(changes).filter(([name, value]) => !areEqual(before[name] ?? null, value));
  if (changed.length === 0) return before;
  if (isRepainted && picture !== "") {
    if (actor.key === undefined) throw new ShoalError("file-not-found");
    takePicture(transaction, picture, { key: actor.key });
  }
  if (isRepainted && typeof before.picture === "string") doomPicture(transaction, before.picture);

  for (const [name, value] of changed) {
    if (value === null) database.run("DELETE FROM settings WHERE name = ?", name);
    else
      database.run(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        JSON.stringify(value),
      );
  }
  audit(transaction, { at, act, actorKey: actor.key, details: Object.fromEntries(changed) });
  return readSettings(database);
}

export function banNetwork(transaction: Transaction, { actorId, network, at, until, reason }: NewNetworkBan): void {
  const { database } = transaction;
  const actor = requireServerActor(database, actorId, "ban-addresses");
  database.run("DELETE FROM address_bans WHERE until <= ?", at);
  const others = database.one<{ count: number }>("SELECT count(*) AS count FROM address_bans WHERE network <> ?", network);
  if ((others?.count ?? 0) >= adminLimits.addressBansMax) throw new ShoalError("too-many-address-bans");

  database.run(
    `INSERT INTO address_bans (network, at, until, reason, by_key) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (network) DO UPDATE SET at = excluded.at, until = excluded.until, reason = excluded.reason, by_key = excluded.by_key`,
    ...([network, at, until ?? null, reason ?? null, actor.key ?? null] as const),
  );
  audit(transaction, { at, act: "ban-addresses", actorKey: actor.key, details: { network, until, reason } });
}

export function unbanNetwork(
  transaction: Transaction,
  { actorId, network, at }: Pick<NewNetworkBan, "actorId" | "network" | "at">,
): void {
  const { database } = transaction;
  const actor = requireServerActor(database, actorId, "ban-addresses");
  if (database.run("DELETE FROM address_bans WHERE network = ?", network) === 0) return;
  audit(transaction, { at, act: "unban-addresses", actorKey: actor.key, details: { network } });
}

function areEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
