import type { Conversation } from "../../protocol/conversations.ts";
import { type ErrorCode, errorTable } from "../../protocol/errors.ts";
import type { LogEvent } from "../../protocol/events.ts";
import type { DownFrame } from "../../protocol/frames/down.ts";
import type { UpFrame, UpFrameOf } from "../../protocol/frames/up.ts";
import type { Person } from "../../protocol/people.ts";
import type { FakeChannel, FakeTransport } from "./fake-transport.ts";
import { ann, at, room, welcome } from "./frames.ts";

interface Line {
  readonly channel: FakeChannel;
  /** On their way, in both directions. A cut loses all of them. */
  readonly up: UpFrame[];
  readonly down: DownFrame[];
  isGreeted: boolean;
}

/**
 * The server's side of the rules, as short as it can be said, behind a network that a test moves frame by frame: nothing
 * arrives before `carryUp` or `carryDown`.
 */
export class FakeServer {
  readonly #logs = new Map<string, LogEvent[]>([[ann.id, []]]);
  readonly #memberships = new Set<string>();
  readonly #refused = new Map<string, ErrorCode>();
  readonly #stored = new Map<string, { conversationId: string; text: string; seq: number }>();
  #line: Line | undefined;
  /** The next `send` that is not stored yet is refused with this. */
  refusal: ErrorCode | undefined;
  /** At most so many events in one frame. */
  batchLength = 3;

  constructor(transport: FakeTransport, conversationIds: readonly string[]) {
    for (const id of conversationIds) this.addMembership(id);
    transport.onOpen = (channel) => {
      const line: Line = { channel, up: [], down: [], isGreeted: false };
      channel.onFrame = (frame) => line.up.push(frame);
      this.#line = line;
    };
  }

  log(logId: string): readonly LogEvent[] {
    return this.#logs.get(logId) ?? [];
  }

  /** Ann is in this conversation from now on. */
  addMembership(conversationId: string): void {
    if (this.#memberships.has(conversationId)) return;
    this.#memberships.add(conversationId);
    if (!this.#logs.has(conversationId)) this.#logs.set(conversationId, []);
    this.#append(ann.id, { type: "joined", conversation: this.#conversation(conversationId) });
  }

  write(by: Person, conversationId: string, clientMessageId: string, text: string): number {
    return this.#append(conversationId, { type: "message", by, clientMessageId, text });
  }

  get upCount(): number {
    return this.#line?.up.length ?? 0;
  }

  get downCount(): number {
    return this.#line?.down.length ?? 0;
  }

  open(): void {
    this.#line?.channel.open();
  }

  carryUp(count = this.upCount): void {
    for (const frame of this.#line?.up.splice(0, count) ?? []) this.#handle(frame);
  }

  carryDown(count = this.downCount): void {
    for (const frame of this.#line?.down.splice(0, count) ?? []) this.#line?.channel.say(frame);
  }

  /** The cable is pulled: frames on the way are lost. */
  cut(): void {
    const line = this.#line;
    this.#line = undefined;
    line?.channel.drop();
  }

  ping(): void {
    if (!this.#line?.isGreeted) return;
    const heads = Object.fromEntries([ann.id, ...this.#memberships].map((id) => [id, this.log(id).length]));
    this.#line.down.push({ type: "ping", heads });
  }

  /** A server that forgets a frame: one of those with events on their way. */
  loseEvents(place: number): void {
    const places = this.#placesOfEvents();
    const chosen = places[place % Math.max(1, places.length)];
    if (chosen !== undefined) this.#line?.down.splice(chosen, 1);
  }

  /** Sends again the events after a chosen seq. */
  repeatEvents(conversationId: string, after: number): void {
    if (this.#line?.isGreeted && this.#memberships.has(conversationId))
      this.#deliver(conversationId, after % (this.log(conversationId).length + 1));
  }

  #placesOfEvents(): number[] {
    return [...(this.#line?.down ?? []).entries()].filter(([, frame]) => frame.type === "events").map(([place]) => place);
  }

  #handle(frame: UpFrame): void {
    if (frame.type === "hello") this.#greet(frame);
    else if (frame.type === "send") this.#store(frame);
    else if (frame.type === "resume") this.#deliver(frame.logId, frame.after);
    else if (frame.type === "ping") this.#line?.down.push({ type: "pong" });
  }

  #greet({ cursors }: UpFrameOf<"hello">): void {
    const line = this.#line;
    if (line === undefined) return;
    line.isGreeted = true;
    const conversations = [...this.#memberships].map((id) => this.#conversation(id));
    line.down.push(welcome({ userHead: this.log(ann.id).length, conversations }));
    for (const { id, head } of conversations) this.#deliver(id, cursors[id] ?? head);
  }

  #store({ clientMessageId, conversationId, text }: UpFrameOf<"send">): void {
    const stored = this.#stored.get(clientMessageId);
    const refusal = this.#refused.get(clientMessageId) ?? this.refusal;
    if (stored === undefined && refusal !== undefined) {
      // A refusal is final for the same message.
      if (!errorTable[refusal].isRetryable) this.#refused.set(clientMessageId, refusal);
      this.#line?.down.push({ type: "error", code: refusal, message: "", clientMessageId });
      this.refusal = undefined;
      return;
    }
    if (stored !== undefined && (stored.conversationId !== conversationId || stored.text !== text)) {
      throw new Error(`${clientMessageId} was used for another message.`);
    }
    const seq = stored?.seq ?? this.write(ann, conversationId, clientMessageId, text);
    this.#stored.set(clientMessageId, { conversationId, text, seq });
    this.#line?.down.push({ type: "sent", clientMessageId, conversationId, seq, at, isDuplicate: stored !== undefined });
  }

  #append(logId: string, fields: object): number {
    const log = this.#logs.get(logId) ?? [];
    this.#logs.set(logId, log);
    const seq = log.length + 1;
    log.push({ ...fields, seq, at } as LogEvent);
    if (this.#line?.isGreeted) this.#deliver(logId, seq - 1);
    return seq;
  }

  #deliver(logId: string, from: number): void {
    const log = this.log(logId);
    for (let after = from; after < log.length; after += this.batchLength) {
      const events = log.slice(after, after + this.batchLength);
      this.#line?.down.push({ type: "events", logId, after, messageCount: after + events.length, events });
    }
  }

  #conversation(id: string): Conversation {
    const { length } = this.log(id);
    return room(id, { head: length, messageCount: length });
  }
}
