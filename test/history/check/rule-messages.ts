import type { Report } from "./finding.ts";
import type { Ledger, SentMessage } from "./ledger.ts";

/** What was acknowledged is stored once, what was refused is not stored, and nothing is stored that was not sent. */
export function checkMessages(ledger: Ledger, report: Report): void {
  for (const [messageId, message] of ledger.sent) checkFate(ledger, report, messageId, message);
  for (const [messageId, places] of ledger.placed) {
    const where = places.map(({ conversationId, event }) => `${conversationId}/${event.seq}`).join(" and ");
    if (places.length > 1) report("doubled", `Message ${messageId} is stored at ${where}.`);
    if (!ledger.sent.has(messageId)) report("invented", `Message ${messageId} at ${where} was never sent.`);
  }
}

function checkFate(ledger: Ledger, report: Report, messageId: string, { send, acknowledged, refused }: SentMessage): void {
  const [place] = ledger.placed.get(messageId) ?? [];
  if (acknowledged !== undefined && !ledger.mayBeGone(acknowledged)) {
    const { seq, client } = acknowledged;
    if (place === undefined) report("lost", `Message ${messageId} of ${client} was acknowledged at ${seq} and is not stored.`);
    else if (place.event.seq !== seq) {
      report("altered", `Message ${messageId} was acknowledged at ${seq} and is stored at ${place.event.seq}.`);
    }
  }
  if (place === undefined) return;
  if (refused?.isDefinite === true && acknowledged === undefined) {
    report("invented", `Message ${messageId} was refused (${refused.code}) and is stored at ${place.event.seq}.`);
  }
  if (place.conversationId !== send.conversationId) {
    report("altered", `Message ${messageId} was sent to ${send.conversationId} and is stored in ${place.conversationId}.`);
  }
  const isText = place.event.isDeleted === true || ledger.textsOf(messageId).has(place.event.text ?? "");
  if (!isText) report("altered", `Message ${messageId} is stored with a text that it was never given.`);
  const { clientMessageId } = place.event;
  if (!send.isUnanswered && clientMessageId !== undefined && clientMessageId !== messageId) {
    report("altered", `Message ${messageId} is stored under the id ${clientMessageId}.`);
  }
}

/** The log has the order that the clients can prove. */
export function checkOrder(ledger: Ledger, report: Report): void {
  for (const [conversationId, events] of ledger.logs) {
    for (const [index, { seq }] of events.entries()) {
      if (seq !== index + 1) {
        report("hole", `The log of ${conversationId} has ${seq} where ${index + 1} belongs.`);
        break;
      }
    }
    checkRealTime(ledger, report, conversationId);
  }
}

/** Backwards through a log: a message must not have been sent after a later one was acknowledged. */
function checkRealTime(ledger: Ledger, report: Report, conversationId: string): void {
  let earliest: { at: number; messageId: string } | undefined;
  const placed = [...ledger.placed]
    .flatMap(([messageId, places]) => places.map((place) => ({ messageId, ...place })))
    .filter((place) => place.conversationId === conversationId)
    .toSorted((a, b) => b.event.seq - a.event.seq);
  for (const { messageId } of placed) {
    const message = ledger.sent.get(messageId);
    if (message === undefined) continue;
    if (earliest !== undefined && earliest.at < message.send.at) {
      report("reordered", `${earliest.messageId} was acknowledged before ${messageId} was sent, and comes after it.`);
    }
    const { acknowledged } = message;
    if (acknowledged === undefined || ledger.mayBeGone(acknowledged)) continue;
    if (earliest === undefined || acknowledged.at < earliest.at) earliest = { at: acknowledged.at, messageId };
  }
}
