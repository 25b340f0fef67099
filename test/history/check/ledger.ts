import type { ChatEvent } from "../adapter.ts";
import type { HistoryRecord, RecordOf } from "../record/records.ts";
import { type KnownConversation, Memberships } from "./memberships.ts";

/** What became of one message that a client sent. */
export interface SentMessage {
  readonly send: RecordOf<"send">;
  acknowledged?: RecordOf<"acknowledged">;
  refused?: RecordOf<"refused">;
}

/** A change of a message that a client asked for. */
export interface AskedChange {
  readonly asked: RecordOf<"change">;
  answered?: RecordOf<"changed">;
}

/** Where a message stands in the final logs. */
export interface PlacedMessage {
  readonly conversationId: string;
  readonly event: ChatEvent;
}

/** A recording, indexed by what the rules ask. */
export class Ledger {
  readonly records: readonly HistoryRecord[];
  readonly clients = new Map<string, RecordOf<"client">>();
  readonly conversations = new Map<string, KnownConversation>();
  readonly sent = new Map<string, SentMessage>();
  readonly changes = new Map<string, AskedChange>();
  /** Every text that a message was given or may have been given, by the message's id. */
  readonly #texts = new Map<string, Set<string>>();
  /** The final logs, by conversation. */
  readonly logs = new Map<string, readonly ChatEvent[]>();
  readonly placed = new Map<string, PlacedMessage[]>();
  readonly restores: RecordOf<"restored">[] = [];
  readonly memberships: Memberships;
  finalEpoch: string | undefined;
  healed: RecordOf<"healed"> | undefined;
  readonly #epochSeenAt = new Map<string, number>();

  constructor(records: readonly HistoryRecord[]) {
    this.records = records;
    for (const record of records) this.#index(record);
    this.memberships = new Memberships(this);
  }

  of<Type extends HistoryRecord["type"]>(type: Type): RecordOf<Type>[] {
    return this.records.filter((record): record is RecordOf<Type> => record.type === type);
  }

  userOf(client: string): string {
    const userId = this.clients.get(client)?.userId;
    if (userId === undefined) throw new Error(`The recording has no client "${client}".`);
    return userId;
  }

  /** An old state was put back since: what was acknowledged after its backup may be gone. */
  mayBeGone({ at, epoch }: { readonly at: number; readonly epoch: string }): boolean {
    return this.restores.some((restore) => at >= restore.backupAt && (at <= restore.at || this.#isOlder(epoch, restore)));
  }

  /** The line came after a restore from a connection before it: what it tells belongs to neither past for certain. */
  isBetweenPasts({ at, epoch }: { readonly at: number; readonly epoch: string }): boolean {
    return this.restores.some((restore) => at > restore.at && this.#isOlder(epoch, restore));
  }

  /** The id of a message that its author's client gave it; what an author without an id wrote begins with it. */
  messageIdOf({ text, clientMessageId }: Pick<ChatEvent, "text" | "clientMessageId">): string | undefined {
    if (clientMessageId !== undefined && this.sent.has(clientMessageId)) return clientMessageId;
    return text === undefined ? undefined : messageIdOf({ text });
  }

  textsOf(messageId: string): ReadonlySet<string> {
    return this.#texts.get(messageId) ?? new Set();
  }

  /** An old state was put back while the change was on its way: at its place there may be another message. */
  isMisplaced({ asked, answered }: AskedChange): boolean {
    const until = answered?.at ?? Number.POSITIVE_INFINITY;
    return this.restores.some((restore) => asked.at <= restore.at && restore.at <= until);
  }

  /** The first welcome of that past came before the restore. */
  #isOlder(epoch: string, restore: RecordOf<"restored">): boolean {
    return (this.#epochSeenAt.get(epoch) ?? 0) < restore.at;
  }

  #index(record: HistoryRecord): void {
    switch (record.type) {
      case "client":
        this.clients.set(record.client, record);
        break;
      case "conversation":
        this.conversations.set(record.conversationId, record);
        break;
      case "welcome":
        if (!this.#epochSeenAt.has(record.epoch)) this.#epochSeenAt.set(record.epoch, record.at);
        break;
      case "send":
        // A message may be sent again under its id: the first time counts, for it can be stored from then on.
        if (!this.sent.has(record.messageId)) this.sent.set(record.messageId, { send: record });
        this.#noteText(record.messageId, record.text);
        break;
      case "change":
        this.changes.set(record.changeId, { asked: record });
        if (record.text !== undefined) this.#noteText(record.messageId, record.text);
        break;
      case "changed":
        this.#changed(record);
        break;
      case "acknowledged":
      case "refused":
        this.#answered(record);
        break;
      case "restored":
        this.restores.push(record);
        break;
      case "healed":
        this.healed = record;
        break;
      case "final":
        this.#finalLog(record);
        break;
      default:
        break;
    }
  }

  #answered(record: RecordOf<"acknowledged"> | RecordOf<"refused">): void {
    const message = this.sent.get(record.messageId);
    if (message === undefined) throw new Error(`The recording answers "${record.messageId}", which it does not send.`);
    if (record.type === "refused") message.refused ??= record;
    else message.acknowledged ??= record;
  }

  #changed(record: RecordOf<"changed">): void {
    const change = this.changes.get(record.changeId);
    if (change === undefined) throw new Error(`The recording answers "${record.changeId}", which it does not ask for.`);
    change.answered = record;
  }

  #noteText(messageId: string, text: string): void {
    const texts = this.#texts.get(messageId) ?? new Set();
    texts.add(text);
    this.#texts.set(messageId, texts);
  }

  #finalLog({ conversationId, epoch, events }: RecordOf<"final">): void {
    this.finalEpoch = epoch;
    this.logs.set(conversationId, events);
    for (const event of events) {
      const messageId = event.kind === "message" ? this.messageIdOf(event) : undefined;
      if (messageId === undefined) continue;
      const places = this.placed.get(messageId) ?? [];
      places.push({ conversationId, event });
      this.placed.set(messageId, places);
    }
  }
}

export function messageIdOf({ text }: Pick<ChatEvent, "text">): string | undefined {
  return text?.split(" ", 1)[0];
}
