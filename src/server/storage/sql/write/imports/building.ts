import { ShoalError } from "../../../../../protocol/errors.ts";
import type { ImportBatch, ImportedMember, ImportProgress, NewImportedConversation } from "../../../import-records.ts";
import type { OpenLog, Transaction } from "../transaction.ts";
import { ForeignUsers, freeLogId, ownIdOf, remember, takeFileId } from "./foreign-ids.ts";

/** A conversation that is not open yet. */
export interface Build {
  readonly log: OpenLog;
  readonly conversation: NewImportedConversation;
}

/** Undefined for one that is open. Throws `not-found` for one that was never begun. */
export function buildOf(transaction: Transaction, source: string, foreignId: string): { log: OpenLog; build: Build | undefined } {
  const { database } = transaction;
  const id = ownIdOf(database, source, "conversation", foreignId);
  const log = id === undefined ? undefined : transaction.log(id);
  if (log === undefined) throw new ShoalError("not-found");
  const row = database.one<{ details: string }>("SELECT details FROM import_builds WHERE key = ?", log.key);
  return { log, build: row && { log, conversation: JSON.parse(row.details) } };
}

export function progressOf({ log, build }: ReturnType<typeof buildOf>): ImportProgress {
  return { id: log.id, isOpen: build === undefined, seq: build === undefined ? 0 : log.head };
}

export function beginConversation(transaction: Transaction, conversation: NewImportedConversation): ImportProgress {
  const { source, foreignId } = conversation;
  const { database } = transaction;
  if (ownIdOf(database, source, "conversation", foreignId) === undefined) begin(transaction, conversation);
  return progressOf(buildOf(transaction, source, foreignId));
}

function begin(transaction: Transaction, conversation: NewImportedConversation): void {
  const { source, foreignId, kind, floor, name, picture, description, emoji, rules, isArchived } = conversation;
  const { database } = transaction;
  if (isHereAlready(transaction, source, foreignId)) {
    remember(database, source, { kind: "conversation", foreignId, ownId: foreignId, wasHere: true });
    return;
  }
  const log = transaction.createLog(freeLogId(database, foreignId, kind === "room" ? "r" : "d"), kind);
  remember(database, source, { kind: "conversation", foreignId, ownId: log.id });
  database.run("INSERT INTO import_builds (key, details) VALUES (?, ?)", log.key, JSON.stringify(conversation));
  database.run("UPDATE logs SET head = ?2, floor = ?2, cleared_seq = ?2 WHERE key = ?1", log.key, floor);
  log.head = floor;
  log.floor = floor;
  if (kind !== "room") return;
  const { text = "", key = "" } = name ?? {};
  // Private, and without a member: no one finds it.
  database.run(
    `INSERT INTO rooms (key, name, name_key, description, emoji, picture, is_private, rules, is_archived, private_messages, retention_days, retention_messages)
     VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)`,
    ...([log.key, text, key, description ?? "", emoji ?? ""] as const),
    ...([picture === undefined ? null : takeFileId(database, source, picture)] as const),
    ...([
      rules === undefined ? null : JSON.stringify(rules),
      isArchived === true ? 1 : 0,
      rules?.privateMessages ?? "all",
      rules?.retentionDays ?? 0,
      rules?.retentionMessages ?? 0,
    ] as const),
  );
}

/** The archive is of this very database, and the conversation is still there. */
function isHereAlready({ database }: Transaction, source: string, foreignId: string): boolean {
  return (
    database.one("SELECT 1 FROM meta WHERE name = 'epoch' AND value = ?", source) !== undefined &&
    database.one(
      `SELECT 1 FROM logs WHERE id = ? AND kind <> 'user'
         AND (kind = 'direct' OR EXISTS (SELECT 1 FROM memberships WHERE conversation_key = logs.key))`,
      foreignId,
    ) !== undefined
  );
}

export function importMembers(
  transaction: Transaction,
  { source, foreignId, items }: ImportBatch<ImportedMember> & { readonly foreignId: string },
): void {
  const { log, build } = buildOf(transaction, source, foreignId);
  if (build === undefined) return;
  const users = new ForeignUsers(transaction.database, source);
  for (const member of items) {
    const user = users.find(member.userId);
    if (user === undefined) throw new ShoalError("not-found");
    transaction.database.run(
      "INSERT INTO import_members (key, user_key, details) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      ...([log.key, user.key, JSON.stringify(member)] as const),
    );
  }
}
