import type { ChatEvent } from "../adapter.ts";
import type { Report } from "./finding.ts";
import type { AskedChange, Ledger } from "./ledger.ts";
import type { PresentStates } from "./present-states.ts";

/** What one user did to one message in one way. */
interface Deeds {
  /** For a sentence. */
  readonly name: string;
  /** In the order in which they were asked for. */
  readonly asked: AskedChange[];
  /** Changes of the final log, in its order. */
  readonly logged: ChatEvent[];
  readonly logOfMessage: readonly ChatEvent[];
}

/** An acknowledged change is in the log once, one that was refused is not, and nothing changes a deleted message. */
export function checkChanges(ledger: Ledger, states: PresentStates, report: Report): void {
  for (const [conversationId, events] of ledger.logs) checkDeletedOnes(conversationId, events, report);
  checkRefusals(ledger, report);
  for (const [kind, deeds] of allDeeds(ledger)) {
    if (kind.startsWith("edit")) checkEdits(ledger, states, report, deeds);
    else if (kind.startsWith("delete")) checkDeletion(ledger, report, deeds);
    else checkReactions(ledger, report, deeds);
  }
}

function checkDeletedOnes(conversationId: string, events: readonly ChatEvent[], report: Report): void {
  const deletedAt = new Map<number, number>();
  for (const { seq, change, target = 0 } of events) {
    const at = deletedAt.get(target);
    if (change === undefined) continue;
    if (at !== undefined) {
      const kind = change === "delete" ? "doubled" : "undeleted";
      report(kind, `${conversationId}/${target} was deleted at ${at}, and ${seq} is a ${change} of it.`);
    } else if (change === "delete") deletedAt.set(target, seq);
  }
}

/** What is asked for after a deletion was acknowledged must not be done. */
function checkRefusals(ledger: Ledger, report: Report): void {
  const deletedAt = new Map<string, number>();
  for (const record of ledger.records) {
    if (record.type !== "changed" || record.code !== undefined) continue;
    const change = ledger.changes.get(record.changeId);
    if (change === undefined || ledger.isMisplaced(change)) continue;
    const { asked } = change;
    const message = `${asked.epoch} ${asked.messageId}`;
    const at = deletedAt.get(message);
    if (asked.change === "delete") deletedAt.set(message, at ?? record.at);
    // To take a reaction back that is not there changes nothing.
    else if (at !== undefined && asked.at > at && asked.change !== "unreact") {
      report(
        "undeleted",
        `${asked.messageId} was deleted, and then ${asked.changeId} of ${asked.client} (${asked.change}) was done.`,
      );
    }
  }
}

/** Each edit has a text of its own, so each that was done is one event, and two devices of a user may take turns. */
function checkEdits(ledger: Ledger, states: PresentStates, report: Report, { name, asked, logged, logOfMessage }: Deeds): void {
  checkCount(
    report,
    name,
    logged.length,
    asked.filter((change) => mustBeThere(ledger, change)).length,
    asked.filter(mayBeDone).length,
  );
  const [last] = logged.slice(-1);
  const final = lastForCertain(ledger, asked);
  if (final === undefined || last === undefined || isDeletedIn(logOfMessage)) return;
  const text = states.textOfEdit(final.asked.conversationId, last.seq);
  if (text !== undefined && text !== final.asked.text) {
    report(
      "reordered",
      `${name}: ${final.asked.changeId} was asked for when the others had been answered, and is not the last one.`,
    );
  }
}

function checkDeletion(ledger: Ledger, report: Report, { name, asked, logged }: Deeds): void {
  const needed = asked.some((change) => mustBeThere(ledger, change)) ? 1 : 0;
  checkCount(report, name, Math.min(logged.length, 1), needed, asked.filter(mayBeDone).length);
}

/** Reacting and taking it back take turns; the log ends with what was asked for last. */
function checkReactions(ledger: Ledger, report: Report, { name, asked, logged, logOfMessage }: Deeds): void {
  for (const [index, { change, seq }] of logged.entries()) {
    if (change !== (index % 2 === 0 ? "react" : "unreact")) report("doubled", `${name}: ${seq} changes nothing.`);
  }
  for (const kind of ["react", "unreact"]) {
    const ofKind = (changes: readonly AskedChange[]): number =>
      changes.filter((change) => change.asked.change === kind && mayBeDone(change)).length;
    checkCount(report, `${name} (${kind})`, logged.filter(({ change }) => change === kind).length, 0, ofKind(asked));
  }
  const final = lastForCertain(ledger, asked);
  if (final === undefined || isDeletedIn(logOfMessage)) return;
  const last = logged.at(-1)?.change ?? "unreact";
  if (last !== final.asked.change) report("lost", `${name}: ${final.asked.changeId} was done, and the log ends with ${last}.`);
}

function checkCount(report: Report, name: string, count: number, min: number, max: number): void {
  if (count < min) report("lost", `${name}: ${min} were acknowledged, and the final log has ${count}.`);
  if (count > max) report(max === 0 ? "invented" : "doubled", `${name}: ${max} may be done, and the final log has ${count}.`);
}

/** The last one, where all others had their answers before it was asked for. */
function lastForCertain(ledger: Ledger, asked: readonly AskedChange[]): AskedChange | undefined {
  const last = asked.at(-1);
  if (last === undefined || !mustBeThere(ledger, last)) return undefined;
  const isAlone = asked.every(
    ({ answered }) =>
      answered === last.answered || (answered !== undefined && answered.isDefinite !== false && answered.at < last.asked.at),
  );
  return isAlone ? last : undefined;
}

function mustBeThere(ledger: Ledger, { answered }: AskedChange): boolean {
  return answered !== undefined && answered.code === undefined && !ledger.mayBeGone(answered);
}

function mayBeDone({ answered }: AskedChange): boolean {
  return answered?.isDefinite !== true;
}

function isDeletedIn(events: readonly ChatEvent[]): boolean {
  return events.some(({ change }) => change === "delete");
}

/** By kind, user, message and emoji; only of messages that the final logs have, and whose place is certain. */
function allDeeds(ledger: Ledger): Map<string, Deeds> {
  const all = new Map<string, Deeds>();
  const misplaced = new Set(
    [...ledger.changes.values()].filter((each) => ledger.isMisplaced(each)).map(({ asked }) => asked.messageId),
  );
  const logs = logsOfMessages(ledger);
  const deedsOf = (messageId: string, userId: string, change: string, emoji = ""): Deeds => {
    const kind = change === "unreact" ? "react" : change;
    const key = `${kind} ${userId} ${messageId} ${emoji}`;
    const known = all.get(key);
    if (known !== undefined) return known;
    const name = `${kind} ${emoji} of ${messageId} by ${userId}`;
    const deeds: Deeds = { name, asked: [], logged: [], logOfMessage: logs.get(messageId) ?? [] };
    all.set(key, deeds);
    return deeds;
  };
  for (const change of ledger.changes.values()) {
    const { messageId, client, emoji } = change.asked;
    if (!ledger.placed.has(messageId) || misplaced.has(messageId)) continue;
    deedsOf(messageId, ledger.userOf(client), change.asked.change, emoji).asked.push(change);
  }
  for (const [messageId, events] of logs) {
    if (misplaced.has(messageId)) continue;
    for (const event of events) deedsOf(messageId, event.userId, event.change ?? "", event.emoji).logged.push(event);
  }
  return all;
}

/** The changes of each message; those of a place without a message are under that place, and never asked for. */
function logsOfMessages(ledger: Ledger): Map<string, ChatEvent[]> {
  const logs = new Map<string, ChatEvent[]>();
  for (const [conversationId, events] of ledger.logs) {
    const idAt = new Map<number, string>();
    for (const event of events) {
      const messageId = event.kind === "message" ? ledger.messageIdOf(event) : undefined;
      if (messageId !== undefined) idAt.set(event.seq, messageId);
      if (event.kind !== "change") continue;
      const target = idAt.get(event.target ?? 0) ?? `${conversationId}/${event.target}`;
      const changes = logs.get(target) ?? [];
      changes.push(event);
      logs.set(target, changes);
    }
  }
  return logs;
}
