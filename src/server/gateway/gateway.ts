import type { Clock } from "../../clock.ts";
import type { Conversation } from "../../protocol/conversations.ts";
import { type AnyErrorCode, errorKind, ShoalError } from "../../protocol/errors.ts";
import type { UserEvent } from "../../protocol/events.ts";
import type { DownFrame } from "../../protocol/frames/down.ts";
import type { UpFrame } from "../../protocol/frames/up.ts";
import type { AttachRequest } from "../../protocol/http.ts";
import { limits } from "../../protocol/limits.ts";
import type { Person } from "../../protocol/people.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { knownError } from "../known-error.ts";
import type { Live } from "../limits/live.ts";
import { HELLO_COST, type Load, type Payer } from "../limits/load.ts";
import type { Log } from "../log.ts";
import type { Peers } from "../presence/peers.ts";
import type { Presence } from "../presence/presence.ts";
import { openGate, type ReadGate } from "../requests/actor.ts";
import type { Requests } from "../requests/requests.ts";
import type { LogAppend, SessionRecord } from "../storage/storage.ts";
import type { CatchUp } from "./catch-up.ts";
import { type ClientOrigin, Connection } from "./connection.ts";
import { depart } from "./departures.ts";
import type { DispatchTable, Reply } from "./dispatch.ts";
import type { EndedSessions, EndReason } from "./ended-sessions.ts";
import { errorFrame } from "./error-frame.ts";
import type { FanOut } from "./fan-out.ts";
import type { Greeting } from "./greeting.ts";
import type { PeerFeed } from "./peer-feed.ts";
import { type PresenceFeed, WATCH_INTERVAL_MS } from "./presence-feed.ts";
import { readFrame } from "./read-frame.ts";
import type { ReadersFeed } from "./readers-feed.ts";
import type { Transport } from "./transport.ts";
import { endTyping } from "./typing-ends.ts";
import { noteClosed, pingIfDue, reasonToEnd } from "./upkeep.ts";

interface GatewayDependencies {
  readonly accounts: Accounts;
  readonly presence: Presence;
  readonly presenceFeed: PresenceFeed;
  readonly readersFeed: ReadersFeed;
  readonly peers: Peers;
  readonly peerFeed: PeerFeed;
  readonly greeting: Greeting;
  readonly endedSessions: EndedSessions;
  readonly fanOut: FanOut;
  readonly catchUp: CatchUp;
  readonly dispatch: DispatchTable;
  readonly requests: Requests;
  readonly clock: Clock;
  readonly log: Log;
  readonly load: Load;
  /** What one user may write in a second; 0 lifts every limit of pace. */
  readonly messagesPerSecond: Live<number>;
}

const SWEEP_INTERVAL_MS = 1_000;

/** Every live connection of any transport: one greeting, one dispatch table, one fan-out. */
export class Gateway {
  readonly #parts: GatewayDependencies;
  readonly #connections = new Set<Connection>();
  readonly #cancelTimers: readonly (() => void)[];
  #isDraining = false;

  constructor(parts: GatewayDependencies) {
    this.#parts = parts;
    const { clock, presenceFeed, peerFeed } = parts;
    this.#cancelTimers = [
      clock.every(SWEEP_INTERVAL_MS, () => this.#sweep()),
      clock.every(WATCH_INTERVAL_MS, () => presenceFeed.flush()),
      clock.every(WATCH_INTERVAL_MS, () => peerFeed.flush()),
    ];
  }

  /** Messages that were stored since the start. */
  postCount = 0;

  /** Connections that ended since the start, by the code with which the server ended them; the others by `client`. */
  readonly endCounts = new Map<AnyErrorCode | "client", number>();

  /** Called for each session that was ended here, so that other nodes end it, too. */
  onSessionEnded: (userId: string, sessionId: string, reason: EndReason) => void = () => {};

  get connectionCount(): number {
    return this.#connections.size;
  }

  get connections(): ReadonlySet<Connection> {
    return this.#connections;
  }

  /** A transport has a new client. It passes the returned connection with everything that it receives. */
  open(transport: Transport, origin: ClientOrigin): Connection {
    const connection = new Connection(transport, this.#parts.clock, origin);
    this.#connections.add(connection);
    this.#parts.log.debug?.("connection opened", { id: connection.id, transport: connection.transportName });
    if (this.#isDraining) connection.close("draining");
    return connection;
  }

  /** Greets a user whom the server itself signed in: a plain socket says no hello [P60]. */
  async admit(connection: Connection, session: SessionRecord): Promise<void> {
    const greeting = this.#parts.greeting.admit(connection, session, { cursors: {} });
    await this.#during(connection, greeting).catch((error: unknown) => connection.fail(error, this.#parts.log));
  }

  /** Goes on with a client that another node greeted. */
  async adopt(connection: Connection, session: SessionRecord, cursors: Readonly<Record<string, number>>): Promise<void> {
    const { greeting, load, log } = this.#parts;
    try {
      load.work(connection, HELLO_COST);
      const position = { epoch: greeting.epoch, cursors };
      await this.#during(connection, greeting.admit(connection, session, position, { isContinued: true }));
      if (connection.behind === undefined) connection.transport.idle?.();
    } catch (error) {
      connection.fail(error, log);
    }
  }

  canContinue(session: SessionRecord, position: AttachRequest): boolean {
    return this.#parts.greeting.canContinue(session, position);
  }

  /** A frame about the connection itself, which its client sent to another node. That one has answered it. */
  passedOn(connection: Connection, text: string): void {
    if (!connection.isOpen || connection.session === undefined || !this.countFrame(connection)) return;
    connection.heard();
    const { frame } = readFrame(text, connection, this.#parts.load);
    if (frame !== undefined && frame.type in this.#parts.dispatch) void this.handle(connection, frame, () => {});
  }

  /** What the client watches, as it tells with each request: the node that it asked may have been another one. */
  watches(connection: Connection, conversationId: string): void {
    if (connection.watchedConversationId === conversationId || !connection.subscriptions.has(conversationId)) return;
    this.#parts.presenceFeed.watch(connection, conversationId);
  }

  /** Takes one frame. A promise resolves when the frame was handled, also when it was refused. */
  received(connection: Connection, text: string, replyApart?: Reply): void | Promise<void> {
    if (!connection.isOpen) return;
    connection.heard();
    if (!this.countFrame(connection)) return;
    const read = readFrame(text, connection, this.#parts.load);
    const reply = replyApart ?? this.#replyOn(connection);
    // Answers on the connection itself wait until the client takes earlier ones.
    const gate = replyApart === undefined ? connection : openGate;
    if (read.frame !== undefined) return this.handle(connection, read.frame, reply, gate);
    const known = this.#known(read.error);
    if (read.isEnd) connection.close(known.code);
    else if (known.code === "rate-limited") reply(errorFrame(known, read.names));
    else this.#refuseBadFrame(connection, known, reply, read.names);
  }

  /** Handles a frame that was read already. */
  handle(connection: Connection, frame: UpFrame, reply: Reply, gate: ReadGate = openGate): void | Promise<void> {
    let result: void | Promise<void>;
    try {
      result = this.#start(connection, frame, reply, gate);
    } catch (error) {
      this.#refuse(connection, frame, error, reply);
      return;
    }
    return result?.catch((error: unknown) => this.#refuse(connection, frame, error, reply));
  }

  /** A binary message cannot be a frame. */
  receivedBinary(connection: Connection): void {
    if (!connection.isOpen || !this.countFrame(connection)) return;
    const error = new ShoalError("bad-frame", { message: "Frames are text, not binary." });
    this.#refuseBadFrame(connection, error, this.#replyOn(connection));
  }

  /** A WebSocket ping or pong, which the runtime has answered. */
  receivedControl(connection: Connection): void {
    if (!this.countFrame(connection)) return;
    if (this.costRefusal(connection, 0) !== undefined) connection.close("too-many-frames");
  }

  /** Charges received bytes to the client's address; `rate-limited` when the address has cost too much [P93]. */
  costRefusal(connection: Connection, byteLength: number): ShoalError | undefined {
    return this.#parts.load.frame(connection, byteLength);
  }

  /** An answer as text, charged to the client's address. */
  answerText(payer: Payer, answer: DownFrame): string {
    const text = JSON.stringify(answer);
    this.#parts.load.answer(payer, text.length);
    return text;
  }

  /** Counts a frame, and ends a connection that sends too many [P21]. */
  countFrame(connection: Connection): boolean {
    connection.framesThisSecond += 1;
    const isTooMany = connection.framesThisSecond > limits.framesPerSecondMax && this.#parts.messagesPerSecond() > 0;
    if (isTooMany) connection.close("too-many-frames");
    return !isTooMany;
  }

  /** The client took everything: it gets what it missed, and is live again. */
  drained(connection: Connection): void {
    connection.taken();
    this.#parts.catchUp.continue(connection);
    // Ephemeral frames were dropped meanwhile.
    this.#parts.peerFeed.drained(connection);
    const { watchedConversationId } = connection;
    if (watchedConversationId !== undefined) this.#parts.readersFeed.watch(connection, watchedConversationId);
  }

  /** The client takes frames again, and tells its cursors: frames lost on the way are delivered again. */
  continueFrom(connection: Connection, cursors: Readonly<Record<string, number>> | undefined): void {
    connection.taken();
    for (const subscription of connection.subscriptions.values()) {
      if (cursors !== undefined) subscription.position = cursors[subscription.logId] ?? subscription.start;
      if (!this.#parts.fanOut.isAtHead(subscription)) this.#parts.catchUp.note(subscription);
    }
    pingIfDue(connection, this.#parts.clock);
    this.#parts.catchUp.continue(connection);
    if (connection.behind === undefined) connection.transport.idle?.();
  }

  /** The client takes nothing for now: its events wait in the log. */
  paused(connection: Connection): void {
    connection.congestedAt = this.#parts.clock.monotonicNow();
  }

  closed(connection: Connection): void {
    if (!this.#connections.delete(connection)) return;
    noteClosed(connection, this.#parts);
    const by = connection.endedBy ?? "client";
    this.endCounts.set(by, (this.endCounts.get(by) ?? 0) + 1);
    connection.isOpen = false;
    connection.taken();
    this.#parts.fanOut.unsubscribeAll(connection);
    this.#parts.presenceFeed.unwatch(connection);
    this.#parts.peerFeed.closed(connection);
    const { actor, typingConversationId } = connection;
    if (actor === undefined) return;
    if (typingConversationId !== undefined) this.#parts.presenceFeed.typingGivenUp(typingConversationId, actor.user);
    this.#parts.presence.disconnected(actor.userId);
  }

  /** Storage calls this after each commit, in commit order. */
  committed(appends: readonly LogAppend[]): void {
    for (const { logId, events } of appends) {
      for (const event of events) {
        // Subscriptions follow the user's own log, wherever a membership was changed [P7].
        if (event.type === "joined") this.#joined(logId, event.conversation);
        else if (event.type === "left") depart(this.#parts, logId, event, (id) => this.sessionEndedElsewhere(logId, id));
        else if (event.type === "profile") this.#changed(event.by);
        else if (event.type === "message") this.postCount += 1;
        else if (event.type === "read") this.#parts.readersFeed.moved(event.conversationId);
        else if (event.type === "reads-shared") this.#readersChanged(logId);
        else if (event.type === "blocked" || event.type === "unblocked") this.#blocked(logId, event);
        endTyping(this.#parts, logId, event);
      }
    }
    this.#parts.fanOut.committed(appends);
  }

  /** Ends the connections of a session that has ended, at every node. Nothing that is on its way to them is delivered [P179f]. */
  endSession(userId: string, sessionId: string, reason: EndReason = "signed-out"): void {
    this.sessionEndedElsewhere(userId, sessionId, reason);
    this.onSessionEnded(userId, sessionId, reason);
  }

  /** The same for a session that another node ended. Twice is once, and the first reason holds. */
  sessionEndedElsewhere(userId: string, sessionId: string, given: EndReason = "signed-out"): void {
    const { endedSessions, fanOut } = this.#parts;
    const reason = endedSessions.add(sessionId, given);
    for (const connection of [...fanOut.subscribers(userId)]) {
      if (connection.session?.id !== sessionId) continue;
      fanOut.unsubscribeAll(connection);
      connection.revoke(reason);
    }
  }

  /** A session that stays connected counts as seen. */
  async visitAll(): Promise<void> {
    const seenAt = new Map<string, number>();
    for (const connection of [...this.#connections]) {
      const { session } = connection;
      if (session === undefined) continue;
      const at = seenAt.get(session.id) ?? (await this.#parts.accounts.visit(session));
      seenAt.set(session.id, at);
      connection.sessionSeenAt(at);
    }
  }

  /** Tells every client to come back later, and takes no new ones. */
  drain(): void {
    this.#isDraining = true;
    for (const connection of [...this.#connections]) connection.close("draining");
  }

  close(): void {
    for (const cancel of this.#cancelTimers) cancel();
    this.#parts.presence.close();
  }

  #joined(userId: string, conversation: Conversation): void {
    const { id, head } = conversation;
    for (const connection of [...this.#parts.fanOut.subscribers(userId)]) this.#parts.fanOut.subscribe(connection, id, head);
    this.#parts.presence.joined(userId, id);
    this.#parts.readersFeed.moved(id);
    if (conversation.kind === "direct") this.#parts.peers.listed(userId, id, conversation.peer.id);
  }

  #changed(user: Person): void {
    for (const connection of this.#parts.fanOut.subscribers(user.id)) connection.isOf(user);
    this.#parts.presence.changed(user);
  }

  #blocked(userId: string, { type, userId: otherId }: Extract<UserEvent, { type: "blocked" | "unblocked" }>): void {
    this.#parts.peers.blocked(userId, otherId, type === "blocked");
    this.#readersChanged(userId);
  }

  #readersChanged(userId: string): void {
    const [connection] = this.#parts.fanOut.subscribers(userId);
    this.#parts.readersFeed.changed(userId, connection?.subscriptions.keys());
  }

  #start(connection: Connection, frame: UpFrame, reply: Reply, gate: ReadGate): void | Promise<void> {
    if (frame.type === "hello") {
      if (connection.isGreeted) throw new ShoalError("bad-frame", { message: "One hello." });
      this.#parts.load.work(connection, HELLO_COST);
      return this.#during(connection, this.#parts.greeting.greet(connection, frame));
    }
    if (connection.greeting !== undefined) {
      // In order: each of them waits for the same.
      const next = () => (connection.isOpen ? this.handle(connection, frame, reply, gate) : undefined);
      return connection.greeting.then(next, () => {});
    }
    const { actor } = connection;
    if (actor === undefined) throw new ShoalError("bad-frame", { message: "The first frame is hello." });
    const { requests } = this.#parts;
    if (requests.has(frame)) return requests.run(actor, frame, reply, gate);
    // The table has a handler for exactly this type; TypeScript cannot follow the two together.
    const handler = this.#parts.dispatch[frame.type] as (...parameters: unknown[]) => void | Promise<void>;
    return handler(connection, frame, actor, reply);
  }

  #during(connection: Connection, greeting: Promise<void>): Promise<void> {
    connection.greeting = greeting.finally(() => {
      connection.greeting = undefined;
    });
    return connection.greeting;
  }

  #replyOn(connection: Connection): Reply {
    return (answer) => {
      const text = this.answerText(connection, answer);
      if (connection.isOpen) connection.deliver(text);
    };
  }

  #refuse(connection: Connection, frame: UpFrame, error: unknown, reply: Reply): void {
    const known = this.#known(error);
    if (known.code === "bad-frame") this.#refuseBadFrame(connection, known, reply, frame);
    else if (frame.type === "hello") connection.close(errorKind(known.code).closeCode === undefined ? "internal" : known.code);
    else reply(errorFrame(known, frame));
  }

  #refuseBadFrame(connection: Connection, error: unknown, reply: Reply, frame: object = {}): void {
    if (connection.isGreeted && error instanceof ShoalError && error.code === "unsupported") {
      reply(errorFrame(error, frame)); // of a newer client, which is no reason to count it among broken ones [P1]
      return;
    }
    connection.badFrameCount += 1;
    const isLast = !connection.isGreeted || connection.badFrameCount > limits.badFramesMax;
    if (isLast) connection.close("bad-frame");
    else reply(errorFrame(this.#known(error), frame));
  }

  #known(error: unknown): ShoalError {
    return knownError(error, this.#parts.log);
  }

  #sweep(): void {
    const { clock } = this.#parts;
    for (const connection of this.#connections) {
      connection.framesThisSecond = 0;
      const reason = reasonToEnd(connection, clock);
      if (reason !== undefined) connection.close(reason);
      else pingIfDue(connection, clock);
    }
  }
}
