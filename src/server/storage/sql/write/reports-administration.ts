import { requireServerActor } from "../server-actors.ts";
import { closeReport } from "./reports.ts";
import type { Transaction } from "./transaction.ts";

export function resolveAnyReport(
  transaction: Transaction,
  { actorId, reportId, at }: { readonly actorId?: string | undefined; readonly reportId: number; readonly at: number },
): void {
  const actor = requireServerActor(transaction.database, actorId, "see-reports");
  closeReport(transaction, { reportId, actorKey: actor.key, at });
}
