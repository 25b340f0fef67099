import type { Report } from "./finding.ts";
import type { AskedChange, Ledger } from "./ledger.ts";
import type { PresentStates } from "./present-states.ts";

/** A page of history has no hole, and has what its reader was acknowledged before: their messages, edits and deletions. */
export function checkReads(ledger: Ledger, states: PresentStates, report: Report): void {
  const acknowledgedByUser = new OwnHeads(ledger, states);
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
    if (own > head) report("stale", `${where}: what they did at ${own} was acknowledged before, and the head is ${head}.`);
  }
}

/** The last place at which something that a user did was acknowledged, by time. */
class OwnHeads {
  readonly #heads = new Map<string, { at: number; seq: number }[]>();

  constructor(ledger: Ledger, states: PresentStates) {
    for (const { send, acknowledged } of ledger.sent.values()) {
      if (acknowledged === undefined || ledger.isBetweenPasts(acknowledged)) continue;
      this.#note(ledger.userOf(send.client), send.conversationId, acknowledged, acknowledged.seq);
    }
    const places = placesOfChanges(ledger, states);
    for (const change of ledger.changes.values()) {
      const { asked, answered } = change;
      const seq = places.get(keyOf(change));
      if (seq === undefined || answered === undefined || answered.code !== undefined) continue;
      if (answered.epoch !== ledger.finalEpoch || ledger.isBetweenPasts(answered) || ledger.isMisplaced(change)) continue;
      this.#note(ledger.userOf(asked.client), asked.conversationId, answered, seq);
    }
  }

  headAt(userId: string, conversationId: string, time: number, epoch: string): number {
    const heads = this.#heads.get(`${userId} ${conversationId} ${epoch}`) ?? [];
    return Math.max(0, ...heads.filter(({ at }) => at < time).map(({ seq }) => seq));
  }

  #note(userId: string, conversationId: string, { at, epoch }: { at: number; epoch: string }, seq: number): void {
    const key = `${userId} ${conversationId} ${epoch}`;
    const heads = this.#heads.get(key) ?? [];
    heads.push({ at, seq });
    this.#heads.set(key, heads);
  }
}

/** Where the final logs have edits, by their texts, and deletions, by their messages. */
function placesOfChanges(ledger: Ledger, states: PresentStates): Map<string, number> {
  const places = new Map<string, number>();
  for (const [conversationId, events] of ledger.logs) {
    for (const { seq, change, target } of events) {
      const text = change === "edit" ? states.textOfEdit(conversationId, seq) : undefined;
      if (text !== undefined) places.set(`edit ${text}`, seq);
      if (change === "delete") places.set(`delete ${conversationId} ${target}`, seq);
    }
  }
  return places;
}

function keyOf({ asked: { change, text, conversationId, seq } }: AskedChange): string {
  return change === "edit" ? `edit ${text}` : `${change} ${conversationId} ${seq}`;
}
