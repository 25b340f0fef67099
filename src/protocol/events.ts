import * as v from "valibot";
import { conversation, invitation } from "./conversations.ts";
import { clientMessageId, conversationId, seq, time } from "./ids.ts";
import { person } from "./people.ts";

const place = { seq, at: time };

/** What a person wrote. */
export const messageEvent = v.object({
  ...place,
  type: v.literal("message"),
  by: person,
  clientMessageId,
  text: v.string(),
});
/** `by` became a member; `invitedBy` is there when they accepted an invitation. */
export const joinEvent = v.object({ ...place, type: v.literal("join"), by: person, invitedBy: v.optional(person) });
export const leaveEvent = v.object({ ...place, type: v.literal("leave"), by: person });

/** Entries of a conversation's log. */
export const conversationEvent = v.variant("type", [messageEvent, joinEvent, leaveEvent]);
export type MessageEvent = v.InferOutput<typeof messageEvent>;
export type ConversationEvent = v.InferOutput<typeof conversationEvent>;

/**
 * The user is in a conversation from now on.
 * `conversation.head` is the place from which its events are delivered.
 */
export const joinedEvent = v.object({ ...place, type: v.literal("joined"), conversation });
export const leftEvent = v.object({ ...place, type: v.literal("left"), conversationId });
/** The user was asked into a room, or somebody else asks now: it replaces what was told of that room before [P90]. */
export const invitedEvent = v.object({ ...place, type: v.literal("invited"), invitation });
/** The invitation is no more. `joined` into that room says the same. */
export const uninvitedEvent = v.object({ ...place, type: v.literal("uninvited"), conversationId });
/** The user's read marker moved, on whichever device. */
export const readEvent = v.object({
  ...place,
  type: v.literal("read"),
  conversationId,
  readSeq: seq,
  readMessageCount: v.number(),
});

/** Entries of a user's own log, which only that user sees. */
export const userEvent = v.variant("type", [joinedEvent, leftEvent, invitedEvent, uninvitedEvent, readEvent]);
export type UserEvent = v.InferOutput<typeof userEvent>;

export const logEvent = v.variant("type", [...conversationEvent.options, ...userEvent.options]);
export type LogEvent = v.InferOutput<typeof logEvent>;

const userEventTypes: ReadonlySet<LogEvent["type"]> = new Set(userEvent.options.map(({ entries }) => entries.type.literal));

/** A log has events of its owner only: a user's, or a conversation's [P6]. */
export function isUserEvent(event: LogEvent): event is UserEvent {
  return userEventTypes.has(event.type);
}
