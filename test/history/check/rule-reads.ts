import type { Report } from "./finding.ts";
import type { Ledger } from "./ledger.ts";

/** A page of history has no hole, and has what its reader was acknowledged before. */
export function checkReads(ledger: Ledger, report: Report): void {
  const acknowledgedByUser = new OwnHeads(ledger);
  for (const read of ledger.of("read")) {
    const { client, conversationId, after, head, events } = read;
    const where = `${client} reading ${conversationId}`;
    const first = events.at(0)?.seq;
    const last = events.at(-1)?.seq;
    for (const [index, { seq }] of events.entries()) {
      if (seq !== (first ?? 0) + index) report("hole", `${where}: ${seq} comes where ${(first ?? 0) + index} belongs.`);
    }
    if (after !== undefined && first !== undefined && first !== after + 1) {
      report("hole", `${where} after ${after}: the page begins at ${first}.`);
    }
    if (after === undefined && last !== undefined && last !== head) {
      report("hole", `${where} from the end: the page ends at ${last}, the head is ${head}.`);
    }
    if (ledger.isBetweenPasts(read)) continue;
    const own = acknowledgedByUser.headAt(ledger.userOf(client), conversationId, read.begunAt, read.epoch);
    if (own > head) report("stale", `${where}: their message at ${own} was acknowledged before, and the head is ${head}.`);
  }
}

/** The last place at which a user's own message was acknowledged, by time. */
class OwnHeads {
  readonly #heads = new Map<string, { at: number; seq: number }[]>();

  constructor(ledger: Ledger) {
    for (const { send, acknowledged } of ledger.sent.values()) {
      if (acknowledged === undefined || ledger.isBetweenPasts(acknowledged)) continue;
      const key = `${ledger.userOf(send.client)} ${send.conversationId} ${acknowledged.epoch}`;
      const heads = this.#heads.get(key) ?? [];
      heads.push({ at: acknowledged.at, seq: acknowledged.seq });
      this.#heads.set(key, heads);
    }
  }

  headAt(userId: string, conversationId: string, time: number, epoch: string): number {
    const heads = this.#heads.get(`${userId} ${conversationId} ${epoch}`) ?? [];
    return Math.max(0, ...heads.filter(({ at }) => at < time).map(({ seq }) => seq));
  }
}
