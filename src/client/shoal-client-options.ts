import type { Clock } from "../clock.ts";
import type { Notify } from "../protocol/conversation-settings.ts";
import type { CustomData } from "../protocol/custom-data.ts";
import type { FileInfo } from "../protocol/files.ts";
import type { NewMention } from "../protocol/messages.ts";
import type { ReconnectOptions } from "./backoff.ts";
import type { OutboxStore } from "./outbox-store.ts";
import type { TokenOption } from "./session-token.ts";
import type { TransportChoice } from "./transports/choose-transports.ts";
import type { Position } from "./transports/transport.ts";
import type { WebSocketConstructor } from "./transports/websocket.ts";
import type { WakeSource } from "./wake.ts";

/** How a client is made. Everything has a default. */
export interface ShoalClientOptions {
  /**
   * The session's token, or a function that gives it. The function is asked before every connection, so that it can renew a token that has
   * expired. Absent: the page's cookie.
   * @example new ShoalClient(url, { token: async () => (await signIn(url, { jwt: await fetchJwt() })).token });
   */
  token?: TokenOption | undefined;
  /**
   * The id of the client's user. When the server welcomes another user, because the page's cookie has changed, the client
   * closes with `signed-out` before it sends anything. Default: the user of the first welcome.
   */
  userId?: string | undefined;
  /**
   * Where to go on: `position` of an earlier client of the same user. Events after it come as `event` and `message`, or are told as `gap` when
   * they are too many. Default: at the present end of each log.
   */
  position?: Position | undefined;
  /** How long to wait before each attempt to come back. */
  reconnect?: ReconnectOptions | undefined;
  /** Where unacknowledged messages are kept. Default: memory. */
  outbox?: OutboxStore | undefined;
  /** `auto` (the best that works: websocket, stream, long-poll, poll), one transport by its name, or one of your own. */
  transport?: TransportChoice | undefined;
  /** A WebSocket class for runtimes that have none, such as Node 20; without it they use `stream`. */
  WebSocket?: WebSocketConstructor | undefined;
  /** Carries the HTTP transports. Default: the runtime's `fetch`. */
  fetch?: typeof fetch | undefined;
  /** The clock for all waits. Default: the device's. */
  clock?: Clock | undefined;
  /** In [0, 1), like `Math.random`. */
  random?: (() => number) | undefined;
  /** Default: the window's signals. */
  wake?: WakeSource | undefined;
}

/** How to give a request up. */
export interface SignalOptions {
  /** Aborts the request, which then rejects with the signal's reason. The server may have done what was asked all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** The events before `before`, after `after`, or from `since`; with none of them, the last ones. `limit` is 50 unless told, 200 at most. */
export interface HistoryRange extends SignalOptions {
  /** A seq: the events before it. */
  before?: number | undefined;
  /** A seq: the events after it. */
  after?: number | undefined;
  /**
   * Milliseconds since 1970-01-01 UTC: the events that the server stored then or later. Needs the feature `history-since`; other servers
   * answer with the last events.
   */
  since?: number | undefined;
  /** How many events at most: 1 to 200. Default 50. */
  limit?: number | undefined;
  /** `false` leaves the changes of messages out: a page has their present state anyway. Default true. */
  changes?: boolean | undefined;
}

/** What goes with a message. */
export interface SendOptions extends TextOptions {
  /** The message's id, 8 to 64 of `A-Z`, `a-z`, `0-9`, `_` and `-`. The same id again is the same message. Default: a fresh one. */
  clientMessageId?: string | undefined;
  /** The seq of the message that this one answers, in the same conversation. */
  replyTo?: number | undefined;
  /** Files that `uploadFile` has uploaded, at most 10. Only their ids are sent; the rest is shown until the message is stored. The text may be empty. */
  files?: readonly FileInfo[] | undefined;
}

/** What goes with a text. */
export interface TextOptions {
  /**
   * What other programs read from the message: an object of JSON, at most 4,096 bytes (`limits.dataBytesMax`). Its text must make sense without it, to
   * people whose client does not know it. Of `edit`: missing keeps what the message has, and `{}` takes it away. Needs the feature `data`.
   * @example await client.send("lobby", "Order 7 is ready.", { data: { order: 7, state: "ready" } });
   */
  data?: CustomData | undefined;
  /** The users whom it names, as ranges of the text that do not overlap, ascending by `start`; at most 50. */
  mentions?: readonly NewMention[] | undefined;
}

/** How a message is edited. */
export interface EditOptions extends TextOptions, SignalOptions {}

/** Which messages `ShoalClient.messages` gives, and until when. */
export interface MessagesOptions {
  /** A seq: the messages after it. 0 begins with the first one that is kept. Default: only messages that come from now on. */
  readonly after?: number | undefined;
  /** Ends the iteration, which then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** How a room looks, and who may see it. What is missing stays as it is, or has the default. */
export interface RoomOptions {
  /** 1 to 50 visible characters. Public rooms have different names. */
  name?: string | undefined;
  /** What the room is for: at most 300 visible characters; line breaks become space. Empty: none. */
  description?: string | undefined;
  /** One emoji that stands for the room. Empty: none. */
  emoji?: string | undefined;
  /** The id of an upload (`uploadFile`) that becomes its picture, shown instead of the emoji. Empty: none. */
  picture?: string | undefined;
  /** Whether one has to be invited to see it and to join. Default of a new room: false. */
  isPrivate?: boolean | undefined;
}

/** How long an invite link works, and how often. */
export interface InviteLinkOptions extends SignalOptions {
  /** Milliseconds from now, at most 30 days. Default 7 days. */
  lifetimeMs?: number | undefined;
  /** How many users can join by it, at most 10,000. Default: not limited. */
  usesMax?: number | undefined;
}

/** A page of a list that has its own order. */
export interface AfterQuery extends SignalOptions {
  /** `next` of the page before. */
  after?: string | undefined;
}

/** A page of a list that is ordered by name. */
export interface PageQuery extends SignalOptions {
  /** A part of the name. Names that begin with it come first. */
  query?: string | undefined;
  /** `next` of the page before. */
  after?: string | undefined;
}

/** Where to search, and how much. */
export interface SearchOptions extends AfterQuery {
  /** In this conversation only. */
  conversationId?: string | undefined;
  /** How many messages at most: 1 to 50. Default 20. */
  limit?: number | undefined;
}

/** What to change of a user's own settings of a conversation. A missing field stays as it is. */
export interface ChangedSettings {
  /** Whether it stands at the top of the user's list; at most 20 do. Pinning takes it out of the archive. */
  isPinned?: boolean | undefined;
  /** Whether it is put away until its next message, or for as long as it is muted: see `isArchived`. Archiving unpins it. */
  isArchived?: boolean | undefined;
  /** What the user wants to be told of: all messages, only those that mention them, nothing, or what they chose for all conversations (`default`). */
  notify?: Notify | undefined;
  /** Whether it counts as unread although it was read. The next `markRead` that is sent ends it. */
  isMarkedUnread?: boolean | undefined;
}

/** What to change of the user's own profile; what is missing stays. */
export interface ProfileUpdate {
  /** 1 to 32 visible characters. */
  nickname?: string;
  /** The colour of the avatar and the name: 0 to 11. */
  tone?: number;
  /** A line of text of at most 80 visible characters; empty removes it. */
  status?: string;
  /** The id of an upload (`uploadFile`) that becomes the picture; empty removes it. */
  picture?: string;
}
