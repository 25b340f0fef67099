import type { ChatEvent } from "../../adapter.ts";
import type { HistoryRecord } from "../../record/records.ts";

export const LOBBY = "lobby";
export const ROOM = "r_1";
export const DIRECT = "d_1";
export const EPOCH = "past-1";

/** What a good server and two clients write down: a room that ben leaves and joins again, a chat of two, a group socket. */
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
  history.add({ type: "client", client: "group 1#1", userId: "group 1", transport: "group-socket" });
  history.say("ann", LOBBY, "ann-4", ["ann", "ben"], ["group 1#1"]);
  history.say("ben", LOBBY, "ben-3", ["ann", "ben"], ["group 1#1"]);
  history.add({ ...spied(), answer: "error not-found" });
  history.add({ type: "healed", withinMs: 1_000 });
  history.finish();
  return history.records;
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
  ): void {
    const text = `${messageId} hello`;
    this.add({ type: "send", client, messageId, conversationId, text, isUnanswered: false });
    const { seq } = this.event(
      conversationId,
      { kind: "message", userId: `u_${client}`, text, clientMessageId: messageId },
      observers,
    );
    for (const socket of sockets) this.add({ type: "overheard", client: socket, text });
    this.add({ type: "acknowledged", client, messageId, seq, epoch: EPOCH });
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

  #log(conversationId: string): ChatEvent[] {
    const log = this.#logs.get(conversationId) ?? [];
    this.#logs.set(conversationId, log);
    return log;
  }
}
