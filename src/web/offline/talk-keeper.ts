import { effect, untracked } from "@preact/signals";
import type { Clock, ReceivedEvent, ShoalClient } from "../../client/index.ts";
import type { Chat } from "../state/chat.ts";
import { isEntry, type KeptLog, keptLog, keptOfWindow, withEvent } from "./kept-log.ts";
import type { KeptConversation, TalkStore } from "./talk-store.ts";

/** Conversations whose messages are kept: those that were shown last. */
const KEPT_CONVERSATIONS_MAX = 50;
/** Changes are gathered for this long before they are written. */
const WRITE_AFTER_MS = 1_000;
/** Kept conversations that moved on while the page was closed are read again, this many at most … */
const REFRESHED_MAX = 20;
/** … with a pause between any two. */
const REFRESH_PAUSE_MS = 500;

/** What a keeper needs of a chat. */
interface KeptChat extends Pick<Chat, "me" | "shown" | "logOf"> {
  readonly client: Pick<ShoalClient, "on" | "state" | "ready" | "history" | "conversations">;
}

interface KeeperOptions {
  readonly store: Pick<TalkStore, "write" | "clear" | "close">;
  readonly clock: Clock;
  /** Calls back when the browser has time; the result cancels it. */
  readonly whenIdle: (callback: () => void) => () => void;
  readonly logs: ReadonlyMap<string, KeptConversation>;
  /** Of the past that `logs` belong to. */
  readonly epoch: string | undefined;
}

/** Follows the server: what it says replaces what is kept, and what it deletes is deleted here at once. */
export class TalkKeeper {
  readonly #chat: KeptChat;
  readonly #options: KeeperOptions;
  readonly #logs: Map<string, KeptConversation>;
  /** Logs that changed since they were written. */
  readonly #changed = new Set<string>();
  readonly #stops: (() => void)[];
  #epoch: string | undefined;
  #hasListChanged = false;
  #cancelWrite: (() => void) | undefined;
  /** Since the first welcome the events tell all that happens; before it, logs went on unseen. */
  #isCompared = false;
  #isStopped = false;

  constructor(chat: KeptChat, options: KeeperOptions) {
    this.#chat = chat;
    this.#options = options;
    this.#logs = new Map(options.logs);
    this.#epoch = options.epoch;
    const { client } = chat;
    this.#stops = [
      client.on("event", ({ conversationId, event }) => this.#happened(conversationId, event)),
      client.on("gap", ({ logId, reason }) => (reason === "replaced" ? this.#wipe() : this.#drop(logId))),
      client.on("trimmed", ({ conversationId, floor }) => this.#trimmed(conversationId, floor)),
      client.on("conversations", () => this.#listed()),
      client.on("welcome", (welcome) => this.#welcomed(welcome.epoch)),
      effect(() => this.#look()),
    ];
    if (client.state === "live")
      client.ready().then(
        ({ epoch }) => this.#welcomed(epoch),
        () => {},
      );
  }

  stop(): void {
    this.#isStopped = true;
    for (const stop of this.#stops) stop();
    this.#cancelWrite?.();
    this.#options.store.close();
  }

  #welcomed(epoch: string): void {
    if (this.#isStopped) return;
    if (this.#epoch !== undefined && this.#epoch !== epoch) this.#wipe();
    this.#epoch = epoch;
    this.#listed();
    if (this.#isCompared) return;
    this.#isCompared = true;
    const { conversations } = this.#chat.client;
    const stale = [...this.#logs].filter(([id, { upTo }]) => conversations.get(id)?.head !== upTo);
    for (const [id] of stale) this.#drop(id);
    const ids = stale.toSorted(([, a], [, b]) => b.shownAt - a.shownAt).map(([id]) => id);
    void this.#refresh(ids.slice(0, REFRESHED_MAX), new Map(stale.map(([id, { shownAt }]) => [id, shownAt])));
  }

  /** A deleted or edited text is not kept for a moment longer than it takes to write. */
  #happened(conversationId: string, event: ReceivedEvent): void {
    const kept = this.#logs.get(conversationId);
    if (kept !== undefined) this.#set(conversationId, withEvent(kept, event, this.#chat.me.id), kept.shownAt);
    // At the end of this turn: the list, whose previews have the text too, is told after the event.
    if (event.type === "delete" || event.type === "edit") queueMicrotask(() => this.#write());
  }

  #trimmed(conversationId: string, floor: number): void {
    const kept = this.#logs.get(conversationId);
    if (kept === undefined || (kept.entries[0]?.seq ?? 0) > floor) return;
    const entries = kept.entries.filter(({ seq }) => seq > floor);
    this.#set(conversationId, keptLog(entries, kept.upTo), kept.shownAt);
    queueMicrotask(() => this.#write());
  }

  /** What is shown, at the end of its log, is what the user has seen. */
  #look(): void {
    const conversation = this.#chat.shown.value;
    const log = conversation && this.#chat.logOf(conversation.id);
    if (conversation === undefined || log === undefined || !log.isLoaded.value || log.isKept.value) return;
    const kept = keptOfWindow(log.window.value);
    untracked(() => {
      const before = this.#logs.get(conversation.id);
      if (kept === undefined || (before !== undefined && before.upTo > kept.upTo)) return;
      this.#set(conversation.id, kept, this.#options.clock.now());
      this.#makeRoom();
    });
  }

  #listed(): void {
    const { conversations } = this.#chat.client;
    for (const id of this.#logs.keys()) if (!conversations.has(id)) this.#drop(id);
    this.#hasListChanged = true;
    this.#writeSoon();
  }

  async #refresh(ids: readonly string[], shownAt: ReadonlyMap<string, number>): Promise<void> {
    const { client } = this.#chat;
    for (const id of ids) {
      await new Promise<void>((resolve) => this.#options.clock.after(REFRESH_PAUSE_MS, resolve));
      if (this.#isStopped || client.state !== "live" || this.#logs.has(id)) continue;
      try {
        const page = await client.history(id, { changes: false });
        const isWhole = client.conversations.get(id)?.head === page.head;
        if (isWhole && !this.#isStopped) this.#set(id, keptLog(page.events.filter(isEntry), page.head), shownAt.get(id) ?? 0);
      } catch {
        // It is kept again when it is shown.
      }
    }
  }

  #makeRoom(): void {
    const byAge = [...this.#logs].toSorted(([, a], [, b]) => a.shownAt - b.shownAt);
    for (const [id] of byAge.slice(0, Math.max(0, byAge.length - KEPT_CONVERSATIONS_MAX))) this.#drop(id);
  }

  #drop(id: string): void {
    if (this.#logs.has(id)) this.#set(id, undefined, 0);
  }

  #set(id: string, kept: KeptLog | undefined, shownAt: number): void {
    if (kept === undefined) this.#logs.delete(id);
    else this.#logs.set(id, { entries: kept.entries, upTo: kept.upTo, shownAt });
    this.#changed.add(id);
    this.#writeSoon();
  }

  /** Another past: nothing of it is the server's any more. */
  #wipe(): void {
    this.#logs.clear();
    this.#changed.clear();
    this.#options.store.clear().catch(() => {});
  }

  #writeSoon(): void {
    this.#cancelWrite ??= this.#options.clock.after(WRITE_AFTER_MS, () => {
      this.#cancelWrite = this.#options.whenIdle(() => this.#write());
    });
  }

  #write(): void {
    this.#cancelWrite?.();
    this.#cancelWrite = undefined;
    if (this.#isStopped) return;
    const logs = new Map([...this.#changed].map((id) => [id, this.#logs.get(id)]));
    const isListDue = this.#hasListChanged && this.#epoch !== undefined;
    const list = isListDue
      ? { epoch: this.#epoch ?? "", conversations: [...this.#chat.client.conversations.values()] }
      : undefined;
    this.#changed.clear();
    if (isListDue) this.#hasListChanged = false;
    // Full or closed: the page without a network shows less.
    this.#options.store.write(list, logs).catch(() => {});
  }
}
