import { ShoalError } from "../../../../protocol/errors.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { RoomAct } from "../../moderation-records.ts";
import { audit } from "./audit.ts";
import { openMessage } from "./message-rows.ts";
import { anyUser } from "./people.ts";
import { requireActor, requireMemberMay } from "./standing.ts";
import type { Transaction } from "./transaction.ts";

type NewReport = RoomAct & { readonly seq: number; readonly reason?: string | undefined };

export function report(transaction: Transaction, { conversationId, actorId, seq, reason, at }: NewReport): void {
  const { log, member, state } = openMessage(transaction, { conversationId, userId: actorId, seq });
  requireMemberMay(transaction, member, "report", log);
  if (state.by.id === member.id) throw new ShoalError("not-allowed");
  if (state.isDeleted === true) throw new ShoalError("message-deleted");
  const { database } = transaction;
  const isKnown = database.one(
    "SELECT 1 FROM reports WHERE log_key = ? AND seq = ? AND reporter_key = ?",
    ...([log.key, seq, member.key] as const),
  );
  if (isKnown !== undefined) return;
  const open = database.one<{ count: number }>(
    "SELECT count(*) AS count FROM reports WHERE reporter_key = ? AND resolved_at IS NULL",
    member.key,
  );
  if ((open?.count ?? 0) >= limits.openReportsPerUserMax) throw new ShoalError("too-many-reports");
  const authorKey = anyUser(transaction, state.by.id).key;
  const text = state.text === "" ? (state.files ?? []).map(({ name }) => name).join(", ") : state.text;
  database.run(
    "INSERT INTO reports (at, log_key, seq, author_key, reporter_key, text, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ...([at, log.key, seq, authorKey, member.key, text, reason ?? null] as const),
  );
  audit(transaction, { at, act: "report", actorKey: member.key, userKey: authorKey, conversationKey: log.key, details: { seq } });
}

export function resolveReport(transaction: Transaction, { reportId, ...act }: RoomAct & { reportId: number }): void {
  const { log, member } = requireActor(transaction, act, "see-reports");
  const sql = "SELECT log_key AS logKey FROM reports WHERE id = ?";
  if (transaction.database.one<{ logKey: number }>(sql, reportId)?.logKey !== log.key) throw new ShoalError("not-found");
  closeReport(transaction, { reportId, actorKey: member.key, at: act.at });
}

/** For its room's moderators, and for those of the server. Throws `not-found`. */
export function closeReport(
  transaction: Transaction,
  { reportId, actorKey, at }: { readonly reportId: number; readonly actorKey?: number | undefined; readonly at: number },
): void {
  const { database } = transaction;
  const row = database.one<{ authorKey: number; logKey: number; resolvedAt: number | null }>(
    "SELECT author_key AS authorKey, log_key AS logKey, resolved_at AS resolvedAt FROM reports WHERE id = ?",
    reportId,
  );
  if (!row) throw new ShoalError("not-found");
  if (row.resolvedAt !== null) return;
  database.run(
    "UPDATE reports SET resolved_at = ?, resolved_by_key = ?, text = '' WHERE id = ?",
    ...([at, actorKey ?? null, reportId] as const),
  );
  const { authorKey: userKey, logKey: conversationKey } = row;
  audit(transaction, { at, act: "resolve-report", actorKey, userKey, conversationKey, details: { reportId } });
}
