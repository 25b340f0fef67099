import type { RecordOf } from "../record/records.ts";
import type { Report } from "./finding.ts";
import { type Ledger, messageIdOf } from "./ledger.ts";

/** A group socket is told every message of the lobby from its opening to its end, in order. */
export function checkGroupSockets(ledger: Ledger, report: Report, lobbyId: string): void {
  const ordinals = new Map<string, number>();
  for (const event of ledger.logs.get(lobbyId) ?? []) {
    const messageId = messageIdOf(event);
    if (messageId !== undefined) ordinals.set(messageId, ordinals.size);
  }
  const lastRestoreAt = Math.max(0, ...ledger.restores.map(({ at }) => at));
  for (const [client, texts] of Map.groupBy(ledger.of("overheard"), (record) => record.client)) {
    const openedAt = ledger.clients.get(client)?.at ?? 0;
    if (openedAt >= lastRestoreAt) checkSocket(report, client, texts, ordinals);
  }
}

function checkSocket(
  report: Report,
  client: string,
  texts: readonly RecordOf<"overheard">[],
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
    else if (last !== undefined && ordinal !== last + 1) {
      report("hole", `${client} missed ${ordinal - last - 1} messages before ${messageId}.`);
    }
    last = ordinal;
  }
}
