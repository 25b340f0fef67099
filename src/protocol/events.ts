import * as v from "valibot";
import { serverRole } from "./accounts.ts";
import { conversationSettings } from "./conversation-settings.ts";
import { conversation, invitation, isKnownConversation } from "./conversations.ts";
import { conversationId, count, seq, userId } from "./ids.ts";
import { type MessageChange, messageChanges } from "./message-changes.ts";
import { type MessageEvent, messageEvent, type Place, place } from "./messages.ts";
import { mute } from "./moderation.ts";
import { openVariant } from "./open.ts";
import { type OrderEvent, orderEvents } from "./order-events.ts";
import { type Person, person } from "./people.ts";

/** `by` became a member; `invitedBy` is there when they accepted an invitation. */
export const joinEvent = v.object({ ...place, type: v.literal("join"), by: person, invitedBy: v.optional(person) });
/** Where a moderator removed the member [P174]. */
const removal = {
  removedBy: v.optional(person),
  reason: v.optional(v.string()),
  isBanned: v.optional(v.boolean()),
};
export const leaveEvent = v.object({
  ...place,
  type: v.literal("leave"),
  by: person,
  isRemoved: v.optional(v.boolean()),
  ...removal,
});
/** `by` has another nickname, tone or picture from now on. In the lobby's log, which every client follows [P110]. */
export const profileEvent = v.object({
  ...place,
  type: v.literal("profile"),
  by: person,
  formerNickname: v.optional(v.string()),
});

/** What was changed of a room [P38], and who owns it from now on when the owner has left [P39]. */
export const roomEvent = v.object({
  ...place,
  type: v.literal("room"),
  by: person,
  name: v.optional(v.string()),
  description: v.optional(v.string()),
  emoji: v.optional(v.string()),
  picture: v.optional(v.string()),
  isPrivate: v.optional(v.boolean()),
  owner: v.optional(person),
});

/** An entry of a type that this version does not know: it has its place in the log, and moves the cursor [P70]. */
export const unknownEvent = v.pipe(
  v.looseObject({ ...place, type: v.string() }),
  v.transform((original): UnknownEvent => ({ type: "unknown", seq: original.seq, at: original.at, original })),
);

/** Entries of a conversation's log. */
export const conversationEvent = v.variant("type", [
  messageEvent,
  joinEvent,
  leaveEvent,
  profileEvent,
  roomEvent,
  ...orderEvents,
  ...messageChanges,
]);
/**
 * An entry of a conversation's log, by `type`: a message, a join, a leave, a profile, a change of the room, of its order, or of a message.
 */
export type ConversationEvent = MessageEvent | JoinEvent | LeaveEvent | ProfileEvent | RoomEvent | OrderEvent | MessageChange;

/** An entry of a conversation's log as a client reads it. */
export const receivedEvent = openVariant(conversationEvent, unknownEvent);
/** An entry of a conversation's log, from a server that may be newer than this client. */
export type ReceivedEvent = ConversationEvent | UnknownEvent;

/** A user became a member. */
export interface JoinEvent extends Place {
  /** Tells a join from other events. */
  type: "join";
  /** The new member. */
  by: Person;
  /** The inviter, when they accepted an invitation. */
  invitedBy?: Person | undefined;
}
/** An entry of a type that this version does not know. It takes a place in the log; show nothing for it. */
export interface UnknownEvent extends Place {
  /** Tells it from the events that are known. */
  type: "unknown";
  /** The entry as it came, with the type that the server gave it. */
  original: Readonly<Record<string, unknown>>;
}
/** A member left. */
export interface LeaveEvent extends Place {
  /** Tells a leave from other events. */
  type: "leave";
  /** The user who left. */
  by: Person;
  /** Whether they were removed, and did not leave by themselves. */
  isRemoved?: boolean | undefined;
  /** The moderator who removed them; missing where it was the operator of the server. */
  removedBy?: Person | undefined;
  /** Why they were removed, as the moderator wrote it. */
  reason?: string | undefined;
  /** Whether they are banned from the room, too. */
  isBanned?: boolean | undefined;
}
/** A user has another nickname, tone or picture from now on. It stands in the lobby's log, which every user reads. */
export interface ProfileEvent extends Place {
  /** Tells it from other events. */
  type: "profile";
  /** The user as they are from now on. */
  by: Person;
  /** The nickname until then; missing where it stayed. */
  formerNickname?: string | undefined;
}

/** The room is described in another way, or has another owner. Only what changed is there. */
export interface RoomEvent extends Place {
  /** Tells it from other events. */
  type: "room";
  /** The user who changed it, or the owner who left. */
  by: Person;
  /** The name from now on. */
  name?: string | undefined;
  /** The description from now on; empty when it was removed. */
  description?: string | undefined;
  /** The emoji from now on; empty when it was removed. */
  emoji?: string | undefined;
  /** The picture from now on; empty when it was removed. It may be gone by now: the room has the present one. */
  picture?: string | undefined;
  /** Whether one has to be invited to see the room from now on. */
  isPrivate?: boolean | undefined;
  /** The owner from now on. */
  owner?: Person | undefined;
}

/**
 * The user is in a conversation from now on.
 * `conversation.head` is the place from which its events are delivered.
 */
export const joinedEvent = v.object({ ...place, type: v.literal("joined"), conversation });
export const leftEvent = v.object({
  ...place,
  type: v.literal("left"),
  conversationId,
  isRemoved: v.optional(v.boolean()),
  ...removal,
});
/** The user was invited into a room, or another user invites now: it replaces the earlier invitation into that room [P90]. */
export const invitedEvent = v.object({ ...place, type: v.literal("invited"), invitation });
/** The invitation is no more. `joined` into that room says the same. */
export const uninvitedEvent = v.object({ ...place, type: v.literal("uninvited"), conversationId });
/** The user's read marker moved, on whichever device. */
export const readEvent = v.object({
  ...place,
  type: v.literal("read"),
  conversationId,
  readSeq: seq,
  readMessageCount: count,
});
/** The user's settings of a conversation are these from now on [P100]. */
export const configuredEvent = v.object({
  ...place,
  type: v.literal("configured"),
  conversationId,
  settings: conversationSettings,
});
/** The user blocks another one from now on, on whichever device [P112]. */
export const blockedEvent = v.object({ ...place, type: v.literal("blocked"), userId });
export const unblockedEvent = v.object({ ...place, type: v.literal("unblocked"), userId });

/** Whether others see how far the user has read from now on, on whichever device it was chosen [P24f]. */
export const readsSharedEvent = v.object({ ...place, type: v.literal("reads-shared"), isShared: v.boolean() });

/** The user writes nowhere on the server for a while; without `mute` they do again [P177]. */
export const serverMuteEvent = v.object({ ...place, type: v.literal("server-mute"), mute: v.optional(mute) });
/** The user's role on the server is this one from now on [P171]. */
export const serverRoleEvent = v.object({ ...place, type: v.literal("server-role"), serverRole });

/** Entries of a user's own log, which only that user sees. */
export const userEvent = v.variant("type", [
  joinedEvent,
  leftEvent,
  invitedEvent,
  uninvitedEvent,
  readEvent,
  configuredEvent,
  blockedEvent,
  unblockedEvent,
  readsSharedEvent,
  serverMuteEvent,
  serverRoleEvent,
]);
export type UserEvent = v.InferOutput<typeof userEvent>;

export const logEvent = v.variant("type", [...conversationEvent.options, ...userEvent.options]);
export type LogEvent = v.InferOutput<typeof logEvent>;

/** An entry of any log as a client reads it. A conversation of a kind that the client does not know makes a `joined` unknown. */
export const receivedLogEvent = openVariant(logEvent, unknownEvent, (event) => !isJoinedToUnknown(event));
export type ReceivedLogEvent = LogEvent | UnknownEvent;

function isJoinedToUnknown(event: object): boolean {
  return "conversation" in event && !isKnownConversation(event.conversation);
}

const userEventTypes: ReadonlySet<LogEvent["type"]> = new Set(userEvent.options.map(({ entries }) => entries.type.literal));

/** A log has events of its owner only: a user's, or a conversation's [P6]. */
export function isUserEvent(event: ReceivedLogEvent): event is UserEvent {
  return event.type !== "unknown" && userEventTypes.has(event.type);
}
