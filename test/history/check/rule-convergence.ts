import type { RecordOf } from "../record/records.ts";
import type { Report } from "./finding.ts";
import { type Ledger, messageIdOf } from "./ledger.ts";

/** Once no fault acts and no client writes, every client gets everything in time, and every message its answer. */
export function checkConvergence(ledger: Ledger, report: Report, lobbyId: string): void {
  const { healed } = ledger;
  if (healed === undefined) {
    report("late", "The recording ends before the faults do.");
    return;
  }
  const deadline = healed.at + healed.withinMs;
  const closed = new Set(ledger.of("closed").map(({ client }) => client));
  const positions = positionsUntil(ledger, deadline);
  for (const [client, { userId, transport }] of ledger.clients) {
    if (closed.has(client)) continue;
    if (transport === "group-socket") checkGroupSocket(ledger, report, client, lobbyId, deadline);
    else checkClient(ledger, report, client, userId, positions);
  }
  for (const [messageId, { send, acknowledged, refused }] of ledger.sent) {
    if (send.isUnanswered || closed.has(send.client) || refused !== undefined) continue;
    if (acknowledged === undefined || acknowledged.at > deadline) {
      report("late", `Message ${messageId} of ${send.client} was not answered in time.`);
    }
  }
}

function checkClient(
  ledger: Ledger,
  report: Report,
  client: string,
  userId: string,
  positions: ReadonlyMap<string, number>,
): void {
  for (const [conversationId, events] of ledger.logs) {
    if (!ledger.memberships.isMemberAtEnd(userId, conversationId)) continue;
    const head = events.at(-1)?.seq ?? 0;
    const position = positions.get(`${client} ${conversationId}`);
    // A direct message conversation without a message is only in its opener's list.
    if (position === undefined && head === 0) continue;
    if (position !== head) {
      report(
        "late",
        `${client} is at ${position ?? "no place"} in ${conversationId} when time is over, and the head is ${head}.`,
      );
    }
  }
}

function positionsUntil(ledger: Ledger, deadline: number): Map<string, number> {
  const positions = new Map<string, number>();
  for (const record of ledger.records) {
    if (record.at > deadline || !isPlace(record) || record.epoch !== ledger.finalEpoch) continue;
    const name = `${record.client} ${record.conversationId}`;
    if (record.type === "observed") positions.set(name, record.event.seq);
    else if (record.type === "gap") positions.set(name, record.after);
    else positions.set(name, Math.max(record.after, positions.get(name) ?? 0));
  }
  return positions;
}

function isPlace(record: { readonly type: string }): record is RecordOf<"observed" | "gap" | "subscribed"> {
  return record.type === "observed" || record.type === "gap" || record.type === "subscribed";
}

/** An open group socket has heard the last message that was sent after it opened. */
function checkGroupSocket(ledger: Ledger, report: Report, client: string, lobbyId: string, deadline: number): void {
  const last = ledger.logs.get(lobbyId)?.findLast(({ kind, isDeleted }) => kind === "message" && isDeleted !== true);
  const messageId = last && ledger.messageIdOf(last);
  if (messageId === undefined) return;
  const openedAt = ledger.clients.get(client)?.at ?? 0;
  const sentAt = ledger.sent.get(messageId)?.send.at ?? 0;
  if (sentAt < openedAt) return;
  const heard = ledger
    .of("overheard")
    .some((record) => record.client === client && record.at <= deadline && messageIdOf(record) === messageId);
  if (!heard) report("late", `${client} has not heard ${messageId}, the last message of the lobby.`);
}
