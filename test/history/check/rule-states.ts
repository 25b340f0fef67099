import type { ChatEvent } from "../adapter.ts";
import type { Report } from "./finding.ts";
import type { Ledger } from "./ledger.ts";
import type { MessageState, PresentStates } from "./present-states.ts";

/** Every page of history, and what every client made of the events, is the state that the log makes. */
export function checkStates(ledger: Ledger, states: PresentStates, report: Report): void {
  const headOf = (conversationId: string): number => ledger.logs.get(conversationId)?.at(-1)?.seq ?? 0;
  for (const [conversationId, events] of ledger.logs) {
    checkMessages(states, report, { observer: "The final log", conversationId, head: headOf(conversationId), events });
  }
  for (const read of ledger.of("read")) {
    if (read.epoch !== ledger.finalEpoch || ledger.isBetweenPasts(read)) continue;
    const { client, conversationId, head, events } = read;
    checkMessages(states, report, { observer: `A page of ${client}`, conversationId, head, events });
  }
  for (const { client, conversationId, epoch, messages } of ledger.of("held")) {
    if (epoch !== ledger.finalEpoch) continue;
    const observer = `The timeline of ${client}`;
    checkMessages(states, report, { observer, conversationId, head: headOf(conversationId), events: messages });
    const last = (ledger.logs.get(conversationId) ?? [])
      .filter(({ kind }) => kind === "message")
      .slice(-messages.length || Infinity);
    const missing = last.find(({ seq }, index) => messages[index]?.seq !== seq);
    if (missing) report("hole", `${observer} in ${conversationId} does not have ${missing.seq} where it belongs.`);
  }
}

interface Page {
  readonly observer: string;
  readonly conversationId: string;
  /** The page is as of this place. */
  readonly head: number;
  readonly events: readonly ChatEvent[];
}

function checkMessages(states: PresentStates, report: Report, { observer, conversationId, head, events }: Page): void {
  for (const event of events) {
    const state = event.kind === "message" ? states.at(conversationId, event.seq, head) : undefined;
    if (state === undefined) continue;
    const quoted = state.replyTo === undefined ? undefined : states.at(conversationId, state.replyTo, head);
    const difference = differenceOf(event, state, quoted);
    if (difference === undefined) continue;
    report("diverged", `${observer} has ${conversationId}/${event.seq} (${state.messageId}) as of ${head} with ${difference}.`);
  }
}

function differenceOf(event: ChatEvent, state: MessageState, quoted: MessageState | undefined): string | undefined {
  const { text = "", isDeleted = false, reactions = {}, fileCount = 0, quote } = event;
  if (isDeleted !== state.isDeleted)
    return state.isDeleted ? `"${text}" instead of nothing` : `nothing instead of "${state.text}"`;
  if (state.text !== undefined && text !== state.text) return `"${text}" instead of "${state.text}"`;
  if (textOf(reactions) !== textOf(state.reactions)) return `${textOf(reactions)} instead of ${textOf(state.reactions)}`;
  if (fileCount !== state.fileCount) return `${fileCount} files instead of ${state.fileCount}`;
  if (quote?.seq !== state.replyTo) return `a quote of ${quote?.seq} instead of ${state.replyTo}`;
  if (quote === undefined || quoted === undefined) return undefined;
  if (quoted.isDeleted) return quote.text === undefined ? undefined : `the quote "${quote.text}" of a deleted message`;
  const isSame = quoted.text === undefined ? quote.text !== undefined : quote.text === quoted.text;
  return isSame ? undefined : `the quote "${quote.text}" instead of "${quoted.text}"`;
}

function textOf(reactions: Readonly<Record<string, number>>): string {
  const counts = Object.entries(reactions).map(([emoji, count]) => `${emoji} ${count}`);
  return counts.length === 0 ? "no reactions" : counts.sort().join(", ");
}
