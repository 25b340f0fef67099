import type { Conversation, Invitation } from "../protocol/conversations.ts";
import type { ShoalError } from "../protocol/errors.ts";
import type { ReceivedEvent } from "../protocol/events.ts";
import type { Broadcast } from "../protocol/frames/broadcast.ts";
import type { Gap } from "../protocol/frames/events.ts";
import type { Presence, Watched } from "../protocol/frames/presence.ts";
import type { Readers } from "../protocol/frames/read.ts";
import type { Sent } from "../protocol/frames/send.ts";
import type { Typists } from "../protocol/frames/typing.ts";
import type { Welcome } from "../protocol/frames/welcome.ts";
import type { MessageEvent } from "../protocol/messages.ts";
import type { Person } from "../protocol/people.ts";
import type { ConnectionState } from "./connection-state.ts";
import type { OutboxEntry } from "./outbox-store.ts";
import type { Removal, ServerStanding } from "./sync/sync.ts";

/** The events of `ShoalClient.on`. Listeners are called one after the other; one that throws does not affect the others. */
export interface ClientEvents {
  /** The connection entered another state. */
  state: StateChange;
  /** A connection is live; `user`, `limits`, `conversations`, `invitations` and `blocked` are those of this welcome. Comes after `state`. */
  welcome: Welcome;
  /**
   * Every event of every conversation since the first welcome, once, in the order of its log. A newer server may send types that this
   * client does not know: they come as `unknown`.
   */
  event: { readonly conversationId: string; readonly event: ReceivedEvent };
  /** The same, messages only. */
  message: { readonly conversationId: string; readonly event: MessageEvent };
  /** Events of a conversation that are not delivered as `event`: read them with `history`, or forget what is held (`replaced`). */
  gap: Gap;
  /** Nothing up to the seq `floor` is kept any more in that conversation: forget what is held of it. May come twice. Timelines do that by themselves. */
  trimmed: { readonly conversationId: string; readonly floor: number };
  /** Something in `conversations` changed; at most once per frame, after the frame's events. A new map each time. */
  conversations: ReadonlyMap<string, Conversation>;
  /** Something in `invitations` changed, after the frame that said so. A new map each time. */
  invitations: ReadonlyMap<string, Invitation>;
  /** A user changed their nickname, tone or picture, after the frame that said so: `personOf` has them as they are now. A new map each time. */
  people: ReadonlyMap<string, Person>;
  /** Something in `blocked` changed, on whichever device. A new set each time. */
  blocked: ReadonlySet<string>;
  /** The users who came online or went offline in the watched conversation. */
  presence: Presence;
  /** The answer to `watch`, and again after every reconnect. Replaces the state built from `presence`. */
  watched: Watched;
  /** The users who type in the watched conversation: the whole list. */
  typists: Typists;
  /** An event that a member's program sent to those who watch the conversation; see `ShoalClient.broadcast`. It may be lost. */
  broadcast: Broadcast;
  /**
   * How far the members of the watched conversation have read: the whole list, after `watched` and when a marker moved. Comes where at most 50
   * users are members and `isReadShared` is true, and names those who share theirs. Not from servers without the feature `readers`.
   */
  readers: Readers;
  /** Something in `onlinePeers` changed. A new set each time. */
  onlinePeers: ReadonlySet<string>;
  /** Whether others see how far the user has read, after it was changed on whichever device. */
  isReadShared: boolean;
  /** The user's role on the server changed, or they were muted on it, or are no more. */
  serverStanding: ServerStanding;
  /** A moderator removed the user from a room, while the client was connected. Comes before `conversations`. */
  removed: Removal;
  /** A message of the outbox is on the server's disk. Comes before `outbox`. */
  sent: Sent;
  /** The outbox changed. A new array each time. */
  outbox: readonly OutboxEntry[];
  /** The client is closed for good: `undefined` by `close()`, else why the server does not want it back. */
  closed: ShoalError | undefined;
  /** A frame as it went over the wire, for tools that show it. The token is left out. */
  frame: FrameSeen;
}

/** The connection entered another state. */
export interface StateChange {
  /** The state that it is in now. */
  readonly state: ConnectionState;
  /** In `waiting`: milliseconds from this event until the next attempt starts. `ShoalClient.retryInMs` counts down. */
  readonly retryInMs?: number;
  /** Why the connection before was lost or refused, when that is known. */
  readonly error?: ShoalError;
}

/** A frame as it went over the wire. */
export interface FrameSeen {
  /** `up` was sent, `down` was received. */
  readonly direction: "up" | "down";
  /** Its JSON, without the session's token. */
  readonly text: string;
}
