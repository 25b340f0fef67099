import type { ChatEvent } from "../adapter.ts";
import type { ConversationKind, HistoryRecord, RecordOf } from "../record/records.ts";

export interface KnownConversation {
  readonly kind: ConversationKind;
  /** Of a direct message conversation: its two users. */
  readonly userIds: readonly string[];
}

interface Sources {
  readonly records: readonly HistoryRecord[];
  readonly conversations: ReadonlyMap<string, KnownConversation>;
  readonly logs: ReadonlyMap<string, readonly ChatEvent[]>;
}

/** The seqs from a member's `join` to their `leave`, both included. */
interface SeqWindow {
  readonly join: number;
  leave: number;
}

/** The time in which a user may have been a member: from asking to join until the answer to leaving. */
interface TimeWindow {
  readonly from: number;
  to: number;
}

/** Who was in which conversation: by the final log in seqs, by the clients' requests in time. */
export class Memberships {
  readonly #seqWindows = new Map<string, SeqWindow[]>();
  readonly #timeWindows = new Map<string, TimeWindow[]>();
  readonly #conversations: ReadonlyMap<string, KnownConversation>;

  constructor({ records, conversations, logs }: Sources) {
    this.#conversations = conversations;
    for (const [conversationId, events] of logs) {
      for (const { kind, seq, userId } of events) {
        if (kind === "join") this.#windowsIn(conversationId, userId).push({ join: seq, leave: Number.POSITIVE_INFINITY });
        const open = kind === "leave" ? this.#windowsIn(conversationId, userId).at(-1) : undefined;
        if (open !== undefined) open.leave = seq;
      }
    }
    for (const record of records) {
      if (record.type === "membership") this.#noteRequest(record);
      else if (record.type === "restored") this.#noteRestore(record);
    }
  }

  /** The users of a direct message conversation never change. */
  isFixed(conversationId: string): boolean {
    return this.#conversations.get(conversationId)?.kind === "direct";
  }

  /** Whether the event at that place of the final log may be delivered to the user. */
  includes(userId: string, conversationId: string, seq: number): boolean {
    const conversation = this.#conversations.get(conversationId);
    if (conversation?.kind === "direct") return conversation.userIds.includes(userId);
    return this.seqWindows(userId, conversationId).some(({ join, leave }) => seq >= join && seq <= leave);
  }

  seqWindows(userId: string, conversationId: string): readonly SeqWindow[] {
    return this.#seqWindows.get(key(userId, conversationId)) ?? [];
  }

  /** The `join` of the membership that `seq` is in, when the user left after `position` and came again before `seq`. */
  rejoinedAt(userId: string, conversationId: string, position: number, seq: number): number | undefined {
    const windows = this.seqWindows(userId, conversationId);
    const current = windows.findIndex(({ join, leave }) => seq >= join && seq <= leave);
    const before = windows[current - 1];
    return before !== undefined && before.leave >= position ? windows[current]?.join : undefined;
  }

  /** Whether the user may have been a member at some moment between. */
  mayBeMember(userId: string, conversationId: string, from: number, to = from): boolean {
    const conversation = this.#conversations.get(conversationId);
    if (conversation?.kind === "direct") return conversation.userIds.includes(userId);
    return this.#timeWindowsOf(userId, conversationId).some((window) => window.from <= to && window.to >= from);
  }

  /** When the user had certainly left, before that time. */
  lastLeftAt(userId: string, conversationId: string, before: number): number | undefined {
    return this.#timeWindowsOf(userId, conversationId).findLast(({ to }) => to < before)?.to;
  }

  /** Whether the user is in it when the run is over. */
  isMemberAtEnd(userId: string, conversationId: string): boolean {
    return this.includes(userId, conversationId, Number.MAX_SAFE_INTEGER);
  }

  #windowsIn(conversationId: string, userId: string): SeqWindow[] {
    return entry(this.#seqWindows, key(userId, conversationId));
  }

  #timeWindowsOf(userId: string, conversationId: string): TimeWindow[] {
    return entry(this.#timeWindows, key(userId, conversationId));
  }

  #noteRequest({ at, userId, conversationId, change, stage }: RecordOf<"membership">): void {
    const windows = this.#timeWindowsOf(userId, conversationId);
    const last = windows.at(-1);
    const isOpen = last?.to === Number.POSITIVE_INFINITY;
    if (change === "join" && stage === "asked" && !isOpen) windows.push({ from: at, to: Number.POSITIVE_INFINITY });
    if (change === "leave" && stage === "answered" && last !== undefined && isOpen) last.to = at;
  }

  /** Who left after the backup is a member again. */
  #noteRestore({ at, backupAt }: RecordOf<"restored">): void {
    for (const windows of this.#timeWindows.values()) {
      const wasMember = windows.some(({ from, to }) => from <= backupAt && to >= backupAt);
      if (wasMember && windows.at(-1)?.to !== Number.POSITIVE_INFINITY) windows.push({ from: at, to: Number.POSITIVE_INFINITY });
    }
  }
}

function key(userId: string, conversationId: string): string {
  return `${userId} ${conversationId}`;
}

function entry<Item>(map: Map<string, Item[]>, name: string): Item[] {
  const known = map.get(name);
  if (known !== undefined) return known;
  const items: Item[] = [];
  map.set(name, items);
  return items;
}
