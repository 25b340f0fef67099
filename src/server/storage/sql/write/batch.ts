import { ShoalError } from "../../../../protocol/errors.ts";
import type { LogAppend } from "../../storage.ts";
import { type Answer, type BatchAnswer, type Call, refuse, runVerb, type VerbTable } from "../../threads/calls.ts";
import type { Database } from "../database.ts";
import { Transaction } from "./transaction.ts";

/**
 * Group commit: all calls in one transaction, one fsync. A refused call has written nothing and disturbs no other.
 * When the batch fails for another reason, nothing of it is kept and every call gets a transaction of its own, so that
 * the one that cannot be done fails alone.
 */
export function runBatch(database: Database, verbs: VerbTable<Transaction>, calls: readonly Call[]): BatchAnswer {
  try {
    return commitTogether(database, verbs, calls);
  } catch (error) {
    if (calls.length === 1) return { answers: [refuse(database.asShoalError(error))], appends: [] };
    return inOrder(calls.map((call) => runBatch(database, verbs, [call])));
  }
}

function commitTogether(database: Database, verbs: VerbTable<Transaction>, calls: readonly Call[]): BatchAnswer {
  return database.write(() => {
    const transaction = new Transaction(database);
    const answers = calls.map((call) => answerTo(call, verbs, transaction));
    return { answers, appends: transaction.finish() };
  });
}

/** A refused call has written nothing. What is thrown ends the transaction. */
export function answerTo(call: Call, verbs: VerbTable<Transaction>, transaction: Transaction): Answer {
  try {
    return { value: runVerb(verbs, transaction, call) };
  } catch (error) {
    if (error instanceof ShoalError) return refuse(error);
    throw error;
  }
}

/** One batch again, with the users' logs first and one entry a log, as if it had been one commit. */
function inOrder(parts: readonly BatchAnswer[]): BatchAnswer {
  const merged = new Map<string, LogAppend>();
  for (const append of parts.flatMap((part) => part.appends)) {
    const earlier = merged.get(append.logId);
    const { after, events } = earlier ?? { after: append.after, events: [] };
    merged.set(append.logId, { ...append, after, events: [...events, ...append.events] });
  }
  const { ofUsers = [], ofConversations = [] } = Object.groupBy(merged.values(), ({ kind }) =>
    kind === "user" ? "ofUsers" : "ofConversations",
  );
  return { answers: parts.flatMap((part) => part.answers), appends: [...ofUsers, ...ofConversations] };
}
