import type { Conversation } from "../../protocol/conversations.ts";
import { errorKind, ShoalError } from "../../protocol/errors.ts";
import type { DownFrame } from "../../protocol/frames/down.ts";
import type { Events } from "../../protocol/frames/events.ts";
import type { UpFrame } from "../../protocol/frames/up.ts";
import { LOBBY_ID, newClientMessageId } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import type { Person } from "../../protocol/people.ts";
import type { Conversations } from "../conversations/conversations.ts";
import type { Connection } from "../gateway/connection.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { Transport } from "../gateway/transport.ts";
import { type Socket, type SocketListener, SocketWriter } from "../gateway/websocket.ts";
import { knownError } from "../known-error.ts";
import type { WaitingBytes } from "../limits/waiting-bytes.ts";
import type { Log } from "../log.ts";
import type { SessionRecord } from "../storage/storage.ts";
import type { Shape } from "./shapes.ts";
import { messagesOf, type Translator } from "./translator.ts";

export interface PlainSocketParts {
  readonly gateway: Gateway;
  readonly conversations: Conversations;
  readonly translator: Translator;
  readonly waiting: WaitingBytes;
  readonly log: Log;
}

interface PlainSocketOptions {
  readonly shape: Shape;
  readonly session: SessionRecord;
  readonly address: string;
  /** Where the client has reached this server, for the addresses of files. */
  readonly server: string;
  readonly onOpened: (socket: PlainSocket) => void;
  /** Its user is a member of the lobby now, and seen there. */
  readonly onAdmitted: (socket: PlainSocket) => void;
  readonly onClosed: (socket: PlainSocket) => void;
}

/** Private messages that wait for the one before. */
const PRIVATE_MESSAGES_WAITING_MAX = 1_000;

/**
 * A WebSocket without frames: a transport that puts every frame into the words of its shape, and a client that says the
 * frames which its peer does not know of [P60]. Fan-out, catching up and congestion are the gateway's, as for every transport.
 */
export class PlainSocket implements Transport, SocketListener {
  readonly user: Person;
  readonly #parts: PlainSocketParts;
  readonly #options: PlainSocketOptions;
  #writer: SocketWriter | undefined;
  #connection: Connection | undefined;
  /** Until it is subscribed, it would not get its own messages. */
  #greeted: Promise<void> | undefined;
  readonly #directIds = new Set<string>();
  readonly #directIdOfPeer = new Map<string, string>();
  #lastPrivateMessage: Promise<void> = Promise.resolve();
  #privateMessagesWaiting = 0;
  /** The newest list of observers, while the client takes nothing. */
  #heldObservers: string | undefined;

  constructor(parts: PlainSocketParts, options: PlainSocketOptions) {
    this.#parts = parts;
    this.#options = options;
    this.user = options.session.user;
  }

  send(text: string): boolean {
    const frame = this.#parts.translator.parse(text);
    if (frame.type === "welcome") for (const conversation of frame.conversations) this.#learn(conversation);
    else if (frame.type === "events") this.#deliver(frame, text);
    else if (frame.type === "ping") this.#writer?.ping();
    // It could not be told that something is missing: better none than a hole [P66].
    else if (frame.type === "gap" && this.#isHeard(frame.logId)) this.#connection?.close("too-slow");
    return this.#writer?.isTaking ?? true;
  }

  close(closeCode: number, reason: string, isRevoked?: boolean): void {
    this.#writer?.close(closeCode, reason, isRevoked);
  }

  replace(): void {
    this.#connection?.close("replaced");
  }

  /** A client that takes nothing gets the newest list when it takes again, and none of those before. */
  tellObservers(list: string): void {
    if ((this.#writer?.waitingBytes ?? 0) > 0) this.#heldObservers = list;
    else this.#write([list]);
  }

  opened(socket: Socket): void {
    const { gateway } = this.#parts;
    // First: a server that is stopping closes the connection while it opens it.
    this.#writer = new SocketWriter(socket, this.#parts.waiting);
    const connection = gateway.open(this, { address: this.#options.address });
    this.#connection = connection;
    this.#options.onOpened(this);
    this.#greeted = gateway.admit(connection, this.#options.session).then(() => {
      this.#greeted = undefined;
      // A client that left during the greeting is not subscribed any more; its earlier messages count.
      if (!connection.isOpen && connection.session === undefined) connection.belongsTo(this.#options.session);
      else if (connection.isOpen && connection.session !== undefined) this.#options.onAdmitted(this);
    });
  }

  received(message: string | Buffer): void {
    const connection = this.#connection;
    if (connection === undefined || !connection.isOpen) return;
    connection.heard();
    if (!this.#parts.gateway.countFrame(connection)) return;
    try {
      const refusal = this.#parts.gateway.costRefusal(connection, message.length);
      if (refusal !== undefined) throw refusal;
      this.#say(connection, this.#read(message));
    } catch (error) {
      this.#refuse(error);
    }
  }

  pinged(): void {
    if (this.#connection !== undefined) this.#parts.gateway.receivedControl(this.#connection);
  }

  ponged(): void {
    this.#connection?.heard();
    this.pinged();
  }

  drained(): void {
    this.#writer?.emptied();
    const list = this.#heldObservers;
    this.#heldObservers = undefined;
    if (list !== undefined) this.#write([list]);
    if (this.#connection !== undefined) this.#parts.gateway.drained(this.#connection);
  }

  closed(): void {
    this.#writer?.emptied();
    if (this.#connection !== undefined) this.#parts.gateway.closed(this.#connection);
    this.#options.onClosed(this);
  }

  #deliver(frame: Events, text: string): void {
    const { shape, server } = this.#options;
    // As every client does it drops what it has [P15]: a live frame may begin before the place that was read from the log.
    const cursor = this.#connection?.subscriptions.get(frame.logId)?.position ?? 0;
    if (frame.logId === LOBBY_ID) {
      const known = frame.after < cursor ? messagesOf(frame).filter(({ seq }) => seq <= cursor) : [];
      this.#write(this.#parts.translator.groupMessages(text, shape, server).slice(known.length));
    } else if (frame.logId === this.user.id) this.#follow(frame);
    else if (this.#directIds.has(frame.logId)) {
      const others = messagesOf(frame).filter(({ by, seq }) => by.id !== this.user.id && seq > cursor);
      this.#write(others.flatMap((event) => shape.private?.(event, server, this.user) ?? []));
    }
  }

  #isHeard(logId: string): boolean {
    return logId === LOBBY_ID || logId === this.user.id || this.#directIds.has(logId);
  }

  #follow({ events }: Events): void {
    for (const event of events) if (event.type === "joined") this.#learn(event.conversation);
  }

  #learn(conversation: Conversation): void {
    if (conversation.kind !== "direct") return;
    this.#directIds.add(conversation.id);
    this.#directIdOfPeer.set(conversation.peer.id, conversation.id);
  }

  #write(messages: readonly string[]): void {
    if (messages.length === 1) this.#writer?.write(messages[0] ?? "");
    else if (messages.length > 1) this.#writer?.writeAll(messages);
  }

  #read(message: string | Buffer) {
    if (typeof message !== "string") throw new ShoalError("bad-frame", { message: "Messages are text, not binary." });
    if (Buffer.byteLength(message) > limits.frameBytesMax) throw new ShoalError("frame-too-large");
    const draft = this.#options.shape.read(message);
    if (Buffer.byteLength(draft.text) > limits.messageBytesMax) throw new ShoalError("message-too-large");
    return draft;
  }

  #say(connection: Connection, { to, text }: ReturnType<Shape["read"]>): void {
    if (to === undefined) {
      const sendToGroup = (): Promise<unknown> => this.#ask(connection, messageTo(LOBBY_ID, text));
      const sent = this.#greeted === undefined ? sendToGroup() : this.#greeted.then(sendToGroup);
      sent.catch((error: unknown) => this.#refuse(error));
      return;
    }
    if (this.#privateMessagesWaiting >= PRIVATE_MESSAGES_WAITING_MAX) throw new ShoalError("rate-limited");
    this.#privateMessagesWaiting += 1;
    this.#lastPrivateMessage = this.#lastPrivateMessage
      .then(() => this.#greeted)
      .then(() => this.#sayTo(connection, to, text))
      .catch((error: unknown) => this.#refuse(error))
      .finally(() => {
        this.#privateMessagesWaiting -= 1;
      });
  }

  async #sayTo(connection: Connection, nickname: string, text: string): Promise<void> {
    const peer = await this.#parts.conversations.findMember(this.user, LOBBY_ID, nickname);
    const conversationId = this.#directIdOfPeer.get(peer.id) ?? (await this.#openDirect(connection, peer.id));
    await this.#ask(connection, messageTo(conversationId, text));
  }

  async #openDirect(connection: Connection, userId: string): Promise<string> {
    const answer = await this.#ask(connection, { type: "open-direct", requestId: 1, userId });
    if (answer?.type !== "conversation") throw new Error("open-direct is answered with a conversation");
    this.#learn(answer.conversation);
    return answer.conversation.id;
  }

  /** Throws the error that the frame was answered with. */
  async #ask(connection: Connection, frame: UpFrame): Promise<DownFrame | undefined> {
    const answers: DownFrame[] = [];
    await this.#parts.gateway.handle(connection, frame, (answer) => {
      answers.push(answer);
    });
    const [answer] = answers;
    if (answer?.type !== "error") return answer;
    const { code, message, retryAfterMs } = answer;
    throw new ShoalError(code, { message, retryAfterMs });
  }

  #refuse(cause: unknown): void {
    const connection = this.#connection;
    if (connection === undefined || !connection.isOpen) return;
    const error = knownError(cause, this.#parts.log);
    if (error.code === "bad-frame") connection.badFrameCount += 1;
    const isLast = !this.#options.shape.isJson || connection.badFrameCount > limits.badFramesMax;
    if (isLast) connection.close(errorKind(error.code).closeCode === undefined ? "internal" : error.code);
    else this.#write([refusalText(error)]);
  }
}

function messageTo(conversationId: string, text: string): UpFrame {
  return { type: "send", clientMessageId: newClientMessageId(), conversationId, text };
}

function refusalText({ code, message, retryAfterMs }: ShoalError): string {
  return JSON.stringify({ error: code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) });
}
