import type { RecordOf } from "../record/records.ts";
import type { Report } from "./finding.ts";
import { type Ledger, messageIdOf } from "./ledger.ts";

/**
 * A group socket is told every message of the lobby from its opening to its end, in order. One that was deleted is told, or is left out where it was deleted
 * before it was told.
 */
export function checkGroupSockets(ledger: Ledger, report: Report, lobbyId: string): void {
  const messages: Heard[] = [];
  const ordinals = new Map<string, number>();
  for (const event of ledger.logs.get(lobbyId) ?? []) {
    const messageId = event.kind === "message" ? ledger.messageIdOf(event) : undefined;
    if (messageId === undefined) continue;
    ordinals.set(messageId, messages.length);
    messages.push({ messageId, isDeleted: event.isDeleted === true });
  }
  const lastRestoreAt = Math.max(0, ...ledger.restores.map(({ at }) => at));
  for (const [client, texts] of Map.groupBy(ledger.of("overheard"), (record) => record.client)) {
    const openedAt = ledger.clients.get(client)?.at ?? 0;
    if (openedAt >= lastRestoreAt) checkSocket(report, client, texts, messages, ordinals);
  }
}

/** A message of the lobby as a group socket may be told it. */
interface Heard {
  readonly messageId: string;
  readonly isDeleted: boolean;
}

function checkSocket(
  report: Report,
  client: string,
  texts: readonly RecordOf<"overheard">[],
  messages: readonly Heard[],
  ordinals: ReadonlyMap<string, number>,
): void {
  let last: number | undefined;
  for (const { text } of texts) {
    const messageId = messageIdOf({ text }) ?? "";
    const ordinal = ordinals.get(messageId);
    if (ordinal === undefined) {
      report("lost", `${client} heard ${messageId}, which the final log does not have.`);
      continue;
    }
    if (last !== undefined && ordinal <= last) report("doubled", `${client} heard ${messageId} again, or out of order.`);
    else if (last !== undefined) {
      const missed = messages.slice(last + 1, ordinal).filter(({ isDeleted }) => !isDeleted);
      if (missed.length > 0) report("hole", `${client} missed ${missed.length} messages before ${messageId}.`);
    }
    last = ordinal;
  }
}
