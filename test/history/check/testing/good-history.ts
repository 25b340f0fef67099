import type { ChangeKind, ChatEvent } from "../../adapter.ts";
import type { HistoryRecord } from "../../record/records.ts";

export const LOBBY = "lobby";
export const ROOM = "r_1";
export const DIRECT = "d_1";
export const EPOCH = "past-1";
/** Of texts and of a file. */
export const markers = {
  kept: "zq9xaaaaaaaaaaaa",
  deleted: "zq9xbbbbbbbbbbbb",
  replaced: "zq9xcccccccccccc",
  replacedAgain: "zq9xdddddddddddd",
  file: "zq9xeeeeeeeeeeee",
} as const;

/**
 * What a good server and two clients write down: a room that ben leaves and joins again, a chat of two in which messages are edited, deleted, quoted and
 * reacted to, and a group socket.
 */
export function goodHistory(): HistoryRecord[] {
  const history = new HistoryBuilder();
  history.client("ann", "u_ann");
  history.client("ben", "u_ben");
  history.add({ type: "conversation", conversationId: LOBBY, kind: "public", userIds: [] });
  history.add({ type: "conversation", conversationId: ROOM, kind: "public", userIds: [] });
  history.add({ type: "conversation", conversationId: DIRECT, kind: "direct", userIds: ["u_ann", "u_ben"] });
  history.membership("ann", "u_ann", LOBBY, "join");
  history.membership("ben", "u_ben", LOBBY, "join");
  history.event(LOBBY, { kind: "join", userId: "u_ann" });
  history.event(LOBBY, { kind: "join", userId: "u_ben" });
  history.subscribe("ann", LOBBY);
  history.subscribe("ben", LOBBY);

  history.membership("ann", "u_ann", ROOM, "join");
  history.event(ROOM, { kind: "join", userId: "u_ann" });
  history.subscribe("ann", ROOM);
  history.membership("ben", "u_ben", ROOM, "join");
  history.event(ROOM, { kind: "join", userId: "u_ben" }, ["ann"]);
  history.subscribe("ben", ROOM);
  history.say("ann", ROOM, "ann-1", ["ann", "ben"]);
  history.say("ben", ROOM, "ben-1", ["ann", "ben"]);
  history.membership("ben", "u_ben", ROOM, "leave");
  history.event(ROOM, { kind: "leave", userId: "u_ben" }, ["ann"]);
  history.say("ann", ROOM, "ann-2", ["ann"]);
  history.membership("ben", "u_ben", ROOM, "join");
  history.event(ROOM, { kind: "join", userId: "u_ben" }, ["ann", "ben"]);
  history.say("ann", ROOM, "ann-3", ["ann", "ben"]);
  history.read("ben", ROOM);

  history.subscribe("ann", DIRECT);
  history.subscribe("ben", DIRECT);
  history.say("ben", DIRECT, "ben-2", ["ann", "ben"]);
  changeMessages(history);
  history.add({ type: "client", client: "group 1#1", userId: "group 1", transport: "group-socket" });
  history.say("ann", LOBBY, "ann-4", ["ann", "ben"], ["group 1#1"]);
  history.say("ben", LOBBY, "ben-3", ["ann", "ben"], ["group 1#1"]);
  history.add({ ...spied(), answer: "error not-found" });
  history.add({ type: "healed", withinMs: 1_000 });
  history.finish();
  history.add({ type: "held", client: "ann", conversationId: DIRECT, epoch: EPOCH, messages: history.messages(DIRECT) });
  for (const stage of ["running", "restarted"]) history.add({ type: "on-disk", stage, file: "chat.db", markers: [markers.kept] });
  return history.records;
}

function changeMessages(history: HistoryBuilder): void {
  const both = ["ann", "ben"];
  history.say("ann", DIRECT, "ann-5", both, [], { words: markers.deleted, fileText: markers.file });
  history.say("ann", DIRECT, "ann-6", both, [], { words: markers.replaced });
  history.say("ben", DIRECT, "ben-4", both, [], { replyTo: 3 });
  history.change("ann", DIRECT, "edit-1", { change: "edit", target: 3, text: `ann-6 ${markers.replacedAgain}` });
  history.change("ben", DIRECT, "react-1", { change: "react", target: 3, emoji: "🐟" });
  history.change("ben", DIRECT, "react-2", { change: "react", target: 3, emoji: "🌊" });
  history.change("ben", DIRECT, "unreact-1", { change: "unreact", target: 3, emoji: "🌊" });
  history.change("ann", DIRECT, "edit-2", { change: "edit", target: 3, text: `ann-6 ${markers.kept}` });
  history.change("ann", DIRECT, "delete-1", { change: "delete", target: 2 });
  history.refusedChange("ann", DIRECT, "edit-3", { change: "edit", target: 2, text: "ann-5 too late" });
  history.read("ann", DIRECT);
}

interface Change {
  readonly change: ChangeKind;
  readonly target: number;
  readonly text?: string;
  readonly emoji?: string;
}

interface Enclosed {
  readonly words?: string;
  readonly fileText?: string;
  readonly replyTo?: number;
}

const spied = () => ({
  type: "spied" as const,
  client: "spy",
  route: "history",
  conversationId: ROOM,
  answerForInvented: "error not-found",
});

class HistoryBuilder {
  readonly records: HistoryRecord[] = [];
  readonly #logs = new Map<string, ChatEvent[]>();
  #now = 0;

  add(record: object): void {
    this.#now += 1;
    this.records.push({ at: this.#now, ...record } as HistoryRecord);
  }

  client(client: string, userId: string): void {
    this.add({ type: "client", client, userId, transport: "websocket" });
    this.add({ type: "welcome", client, epoch: EPOCH });
  }

  membership(client: string, userId: string, conversationId: string, change: "join" | "leave"): void {
    for (const stage of ["asked", "answered"]) this.add({ type: "membership", client, userId, conversationId, change, stage });
  }

  subscribe(client: string, conversationId: string): void {
    this.add({ type: "subscribed", client, conversationId, epoch: EPOCH, after: this.#log(conversationId).length });
  }

  event(conversationId: string, event: Omit<ChatEvent, "seq">, observers: readonly string[] = []): ChatEvent {
    const log = this.#log(conversationId);
    const placed = { seq: log.length + 1, ...event };
    log.push(placed);
    for (const client of observers) this.add({ type: "observed", client, conversationId, epoch: EPOCH, event: placed });
    return placed;
  }

  say(
    client: string,
    conversationId: string,
    messageId: string,
    observers: readonly string[],
    sockets: readonly string[] = [],
    { words = "hello", fileText, replyTo }: Enclosed = {},
  ): void {
    const text = `${messageId} ${words}`;
    const sent = { ...(fileText !== undefined && { fileText }), ...(replyTo !== undefined && { replyTo }) };
    this.add({ type: "send", client, messageId, conversationId, text, isUnanswered: false, ...sent });
    const quoted = replyTo === undefined ? undefined : this.#log(conversationId)[replyTo - 1]?.text;
    const content = {
      ...{ text, clientMessageId: messageId },
      ...(fileText !== undefined && { fileCount: 1 }),
      ...(replyTo !== undefined && quoted !== undefined && { quote: { seq: replyTo, text: quoted } }),
    };
    const { seq } = this.event(conversationId, { kind: "message", userId: `u_${client}`, ...content }, observers);
    for (const socket of sockets) this.add({ type: "overheard", client: socket, text });
    this.add({ type: "acknowledged", client, messageId, seq, epoch: EPOCH });
  }

  /** Both users of a chat are told it; the log has present states from then on. */
  change(client: string, conversationId: string, changeId: string, change: Change): void {
    const asked = this.#ask(client, conversationId, changeId, change);
    this.event(conversationId, { kind: "change", userId: `u_${client}`, ...change }, ["ann", "ben"]);
    const log = this.#log(conversationId);
    for (const [index, event] of log.entries()) log[index] = changedEvent(event, change);
    this.add({ ...asked });
  }

  refusedChange(client: string, conversationId: string, changeId: string, change: Change): void {
    this.add({ ...this.#ask(client, conversationId, changeId, change), code: "message-deleted", isDefinite: true });
  }

  messages(conversationId: string): ChatEvent[] {
    return this.#log(conversationId).filter(({ kind }) => kind === "message");
  }

  read(client: string, conversationId: string): void {
    const events = [...this.#log(conversationId)];
    const begunAt = this.#now;
    this.add({ type: "read", client, begunAt, conversationId, epoch: EPOCH, after: undefined, head: events.length, events });
  }

  finish(): void {
    for (const [conversationId, events] of this.#logs)
      this.add({ type: "final", conversationId, epoch: EPOCH, events: [...events] });
  }

  /** The answer to the question. */
  #ask(client: string, conversationId: string, changeId: string, { target, ...change }: Change) {
    const messageId = this.#log(conversationId)[target - 1]?.clientMessageId;
    this.add({ type: "change", client, conversationId, epoch: EPOCH, changeId, messageId, seq: target, ...change });
    return { type: "changed", client, changeId, epoch: EPOCH };
  }

  #log(conversationId: string): ChatEvent[] {
    const log = this.#logs.get(conversationId) ?? [];
    this.#logs.set(conversationId, log);
    return log;
  }
}

/** As it is read after the change. */
function changedEvent(event: ChatEvent, { change, target, text, emoji = "" }: Change): ChatEvent {
  if (event.quote?.seq === target && change === "edit" && text !== undefined) return { ...event, quote: { seq: target, text } };
  if (event.change === "edit" && event.target === target && change === "edit" && text !== undefined) return { ...event, text };
  if (event.seq !== target) return event;
  const { seq, kind, userId, clientMessageId, reactions = {} } = event;
  if (change === "edit" && text !== undefined) return { ...event, text };
  if (change === "react") return { ...event, reactions: { ...reactions, [emoji]: 1 } };
  if (change === "unreact")
    return { ...event, reactions: Object.fromEntries(Object.entries(reactions).filter(([key]) => key !== emoji)) };
  return { seq, kind, userId, text: "", isDeleted: true, ...(clientMessageId !== undefined && { clientMessageId }) };
}
