import type { HistoryRecord } from "../record/records.ts";
import type { Finding, FindingKind } from "./finding.ts";
import { Ledger } from "./ledger.ts";
import { PresentStates } from "./present-states.ts";
import { checkChanges } from "./rule-changes.ts";
import { checkConvergence } from "./rule-convergence.ts";
import { checkErasure } from "./rule-erasure.ts";
import { checkGroupSockets } from "./rule-group-sockets.ts";
import { checkMessages, checkOrder } from "./rule-messages.ts";
import { checkObservers } from "./rule-observers.ts";
import { checkReads } from "./rule-reads.ts";
import { checkSecrecy } from "./rule-secrecy.ts";
import { checkStates } from "./rule-states.ts";

export interface Verdict {
  readonly findings: readonly Finding[];
  readonly acknowledgedCount: number;
  readonly acknowledgedChangeCount: number;
  readonly observedCount: number;
  readonly readCount: number;
  /** Explicit gaps, each of which its client has read by history. */
  readonly gapCount: number;
}

/** Whether a recorded history keeps the promise. Knows nothing of the server but what its clients wrote down. */
export function checkHistory(records: readonly HistoryRecord[], { lobbyId }: { readonly lobbyId: string }): Verdict {
  const findings: Finding[] = [];
  const report = (kind: FindingKind, sentence: string): void => {
    findings.push({ kind, sentence });
  };
  const ledger = new Ledger(records);
  checkMessages(ledger, report);
  checkOrder(ledger, report);
  const { gapCount } = checkObservers(ledger, report);
  const states = new PresentStates(ledger);
  checkReads(ledger, states, report);
  checkChanges(ledger, states, report);
  checkStates(ledger, states, report);
  checkErasure(ledger, report);
  checkSecrecy(ledger, report);
  checkGroupSockets(ledger, report, lobbyId);
  checkConvergence(ledger, report, lobbyId);
  return {
    findings,
    acknowledgedChangeCount: [...ledger.changes.values()].filter(({ answered }) => answered && answered.code === undefined)
      .length,
    acknowledgedCount: ledger.of("acknowledged").length,
    observedCount: ledger.of("observed").length + ledger.of("overheard").length,
    readCount: ledger.of("read").length,
    gapCount,
  };
}

/** How many findings of each kind there are. */
export function countFindings(findings: readonly Finding[]): ReadonlyMap<FindingKind, number> {
  const counts = new Map<FindingKind, number>();
  for (const { kind } of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
