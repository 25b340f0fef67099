import type { ChatEvent } from "../adapter.ts";
import type { Ledger } from "./ledger.ts";

/** What the log makes of a message. */
export interface MessageState {
  readonly messageId: string;
  /** `undefined`: one of the texts that the message was given, and no observer tells which. */
  readonly text: string | undefined;
  readonly isDeleted: boolean;
  readonly reactions: Readonly<Record<string, number>>;
  /** The seq of the message that it answers. */
  readonly replyTo: number | undefined;
  readonly fileCount: number;
}

interface Version {
  readonly from: number;
  readonly state: MessageState;
}

/** The fold of the final logs: the state of every message as of every place. */
export class PresentStates {
  readonly #ledger: Ledger;
  readonly #versions = new Map<string, Map<number, Version[]>>();
  readonly #editTexts: ReadonlyMap<string, string>;
  readonly #misplaced = new Set<string>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.#editTexts = textsOfEdits(ledger);
    for (const change of ledger.changes.values()) {
      if (ledger.isMisplaced(change)) this.#misplaced.add(`${change.asked.conversationId} ${change.asked.seq}`);
    }
    for (const [conversationId, events] of ledger.logs) this.#versions.set(conversationId, this.#fold(conversationId, events));
  }

  /** The text that the edit at that place of the final log gave its message, where that is certain. */
  textOfEdit(conversationId: string, seq: number): string | undefined {
    return this.#editTexts.get(`${conversationId} ${seq}`);
  }

  /** Undefined where the final log has no message, or nothing certain of it. */
  at(conversationId: string, seq: number, head: number): MessageState | undefined {
    if (this.#misplaced.has(`${conversationId} ${seq}`)) return undefined;
    return this.#versions
      .get(conversationId)
      ?.get(seq)
      ?.findLast(({ from }) => from <= head)?.state;
  }

  #fold(conversationId: string, events: readonly ChatEvent[]): Map<number, Version[]> {
    const messages = new Map<number, Version[]>();
    for (const event of events) {
      if (event.kind === "message") messages.set(event.seq, [{ from: event.seq, state: this.#sentState(event) }]);
      const versions = event.kind === "change" ? messages.get(event.target ?? 0) : undefined;
      const last = versions?.at(-1);
      if (versions === undefined || last === undefined) continue;
      const text = this.textOfEdit(conversationId, event.seq);
      versions.push({ from: event.seq, state: changed(last.state, event, text) });
    }
    return messages;
  }

  #sentState(event: ChatEvent): MessageState {
    const messageId = this.#ledger.messageIdOf(event) ?? "";
    const send = this.#ledger.sent.get(messageId)?.send;
    return {
      ...{ messageId, text: send?.text, isDeleted: false, reactions: {}, replyTo: send?.replyTo },
      fileCount: send?.fileText === undefined ? 0 : 1,
    };
  }
}

function changed(state: MessageState, { change, emoji = "" }: ChatEvent, text: string | undefined): MessageState {
  if (state.isDeleted) return state;
  switch (change) {
    case "edit":
      return { ...state, text };
    case "delete":
      return { ...state, text: "", isDeleted: true, reactions: {}, replyTo: undefined, fileCount: 0 };
    case "react":
    case "unreact": {
      const { [emoji]: count = 0, ...others } = state.reactions;
      const newCount = count + (change === "react" ? 1 : -1);
      return { ...state, reactions: { ...others, ...(newCount > 0 && { [emoji]: newCount }) } };
    }
    default:
      return state;
  }
}

/**
 * Which edit gave which text. The log has the last text only: an edit that is read later has a text of a later edit, or none. So the last edit is known by
 * the final state, and one before by what observers saw at its place and at no later one.
 */
function textsOfEdits(ledger: Ledger): Map<string, string> {
  const seen = textsSeen(ledger);
  const known = new Map<string, string>();
  for (const [conversationId, events] of ledger.logs) {
    const edits = events.filter(({ kind, change }) => kind === "change" && change === "edit");
    for (const ofMessage of Map.groupBy(edits, ({ target }) => target).values()) {
      const later = new Set<string>();
      for (const { seq } of ofMessage.toReversed()) {
        const place = `${conversationId} ${seq}`;
        const candidates = [...(seen.get(place) ?? [])].filter((text) => !later.has(text));
        for (const text of candidates) later.add(text);
        const [text] = candidates;
        if (text !== undefined && candidates.length === 1) known.set(place, text);
      }
    }
  }
  return known;
}

/** By place of the final log. An edit of a deleted message has no text. */
function textsSeen(ledger: Ledger): Map<string, Set<string>> {
  const seen = new Map<string, Set<string>>();
  const note = (conversationId: string, { change, seq, text = "" }: ChatEvent): void => {
    if (change !== "edit" || text === "") return;
    const place = `${conversationId} ${seq}`;
    seen.set(place, (seen.get(place) ?? new Set()).add(text));
  };
  for (const record of ledger.records) {
    if (record.type === "final") for (const event of record.events) note(record.conversationId, event);
    const isLive = record.type === "observed" && record.epoch === ledger.finalEpoch && !ledger.isBetweenPasts(record);
    if (isLive) note(record.conversationId, record.event);
    if (record.type === "read" && record.epoch === ledger.finalEpoch && !ledger.isBetweenPasts(record)) {
      for (const event of record.events) note(record.conversationId, event);
    }
  }
  return seen;
}
