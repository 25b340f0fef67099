import type { Conversation, Room } from "../../protocol/conversations.ts";
import { isUserEvent, type ReceivedEvent, type ReceivedLogEvent, type UserEvent } from "../../protocol/events.ts";
import { withLastMessage } from "./last-message.ts";
import { withRoomChanges } from "./room-changes.ts";
import { withMentions, withoutReadMentions } from "./unread-mentions.ts";

/** The user's conversations. Never changed in place: another state is another map. */
export type Conversations = ReadonlyMap<string, Conversation>;

export function conversationsOf(list: readonly Conversation[]): Conversations {
  return new Map(list.map((conversation) => [conversation.id, conversation]));
}

/** A known conversation stays: it has moved on since. */
export function withConversation(conversations: Conversations, conversation: Conversation): Conversations {
  return conversations.has(conversation.id) ? conversations : replace(conversations, conversation);
}

/** The head moved to `head`, where the log has `messageCount` messages. While old events catch up, it is further already. */
export function withHead(conversations: Conversations, id: string, head: number, messageCount: number): Conversations {
  const conversation = conversations.get(id);
  if (conversation === undefined || head <= conversation.head) return conversations;
  return replace(conversations, { ...conversation, head, messageCount });
}

/** Nothing up to there is kept any more, where the log had `messageCount` messages: they are neither unread nor the last one [P192b]. */
export function withFloor(conversations: Conversations, id: string, floor: number, messageCount: number): Conversations {
  const conversation = conversations.get(id);
  if (conversation === undefined || floor <= (conversation.floor ?? 0)) return conversations;
  const { lastMessage, readSeq, readMessageCount, ...rest } = conversation;
  const read = { readSeq: Math.max(readSeq, floor), readMessageCount: Math.max(readMessageCount, messageCount) };
  const isKept = lastMessage !== undefined && lastMessage.seq > floor;
  return replace(conversations, withoutReadMentions({ ...rest, ...read, floor, ...(isKept && { lastMessage }) }));
}

/** Events applied while the welcome was on its way stay applied. */
export function withApplied(conversations: Conversations, { id, ...applied }: Conversation): Conversations {
  const conversation = conversations.get(id);
  if (conversation === undefined || applied.head <= conversation.head) return conversations;
  const { readSeq, readMessageCount } = applied.readSeq > conversation.readSeq ? applied : conversation;
  const { head, messageCount, lastMessage = conversation.lastMessage } = applied;
  const isKept = lastMessage !== undefined && lastMessage.seq > (conversation.floor ?? 0);
  const progress = { head, messageCount, readSeq, readMessageCount, ...(isKept && { lastMessage }) };
  const moved: Conversation =
    conversation.kind === "room" && applied.kind === "room"
      ? { ...conversation, ...roomStateOf(applied), ...progress }
      : { ...conversation, ...progress };
  return replace(conversations, withoutReadMentions(moved));
}

/** What `room` events have changed. */
function roomStateOf({ name, description, emoji, picture, isPrivate, role }: Omit<Room, "id">): Partial<Room> {
  return { name, description, emoji, picture, isPrivate, role };
}

/**
 * The read marker and the unread mentions after these events. [P24] A message of the user's own is read when everything before it was: no event tells of that.
 * The log has `messageCount` messages up to the last of `events`.
 */
export function withMessages(
  conversations: Conversations,
  id: string,
  {
    events,
    messageCount,
    userId,
    blocked,
  }: {
    events: readonly ReceivedLogEvent[];
    messageCount: number;
    userId: string | undefined;
    blocked?: ReadonlySet<string>;
  },
): Conversations {
  const conversation = conversations.get(id);
  if (conversation === undefined) return conversations;
  const messages = events.filter((event) => event.type === "message");
  let { readSeq, readMessageCount } = conversation;
  for (const [index, { seq, by }] of messages.entries()) {
    const countBefore = messageCount - messages.length + index;
    if (by.id === userId && countBefore === readMessageCount) [readSeq, readMessageCount] = [seq, countBefore + 1];
  }
  const read = readSeq === conversation.readSeq ? conversation : { ...conversation, readSeq, readMessageCount };
  const received = events.filter(isConversationEvent);
  const changed = withLastMessage(withMentions(read, received, userId, blocked), received);
  return changed === conversation ? conversations : replace(conversations, changed);
}

function isConversationEvent(event: ReceivedLogEvent): event is ReceivedEvent {
  return !isUserEvent(event);
}

/** A room is another one after these events. Called before the head moves. */
export function withRoomEvents(
  conversations: Conversations,
  id: string,
  events: readonly ReceivedLogEvent[],
  userId: string | undefined,
): Conversations {
  const conversation = conversations.get(id);
  if (conversation === undefined) return conversations;
  const changed = withRoomChanges(conversation, events, userId);
  return changed === conversation ? conversations : replace(conversations, changed);
}

/** The past was replaced: the head may have moved back. */
export function withReplacedPast(conversations: Conversations, id: string, head: number, messageCount: number): Conversations {
  const conversation = conversations.get(id);
  return conversation === undefined ? conversations : replace(conversations, { ...conversation, head, messageCount });
}

export function withUserEvent(conversations: Conversations, event: UserEvent): Conversations {
  switch (event.type) {
    case "joined":
      return withConversation(conversations, event.conversation);
    case "left": {
      if (!conversations.has(event.conversationId)) return conversations;
      const rest = new Map(conversations);
      rest.delete(event.conversationId);
      return rest;
    }
    case "invited":
    case "uninvited":
    case "blocked":
    case "unblocked":
    case "reads-shared":
    case "server-mute":
    case "server-role":
      return conversations;
    case "read": {
      const conversation = conversations.get(event.conversationId);
      if (conversation === undefined || event.readSeq <= conversation.readSeq) return conversations;
      const { readSeq, readMessageCount } = event;
      return replace(conversations, withoutReadMentions({ ...conversation, readSeq, readMessageCount }));
    }
    case "configured": {
      const conversation = conversations.get(event.conversationId);
      if (conversation === undefined) return conversations;
      const { settings: _, ...rest } = conversation;
      const isDefault = Object.keys(event.settings).length === 0;
      return replace(conversations, { ...rest, ...(!isDefault && { settings: event.settings }) });
    }
  }
}

function replace(conversations: Conversations, conversation: Conversation): Conversations {
  return new Map(conversations).set(conversation.id, conversation);
}
