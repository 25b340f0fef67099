import type { Conversation, Room } from "../../protocol/conversations.ts";
import type { ReceivedLogEvent, RoomEvent } from "../../protocol/events.ts";

/** The conversation after these events: how it looks, who may see it, and whether the user owns it [P38, P39]. */
export function withRoomChanges(
  conversation: Conversation,
  events: readonly ReceivedLogEvent[],
  userId: string | undefined,
): Conversation {
  if (conversation.kind !== "room") return conversation;
  // The conversation is of its head already: what catches up behind a welcome would make it older.
  const changes = events.filter((event) => event.type === "room" && event.seq > conversation.head) as RoomEvent[];
  return changes.reduce((room, change) => withRoomChange(room, change, userId), conversation);
}

function withRoomChange(room: Room, change: RoomEvent, userId: string | undefined): Room {
  const { name = room.name, isPrivate = room.isPrivate, owner } = change;
  const { description: _, emoji: __, picture: ___, role: ____, ...rest } = room;
  const description = change.description ?? room.description ?? "";
  const emoji = change.emoji ?? room.emoji ?? "";
  const picture = change.picture ?? room.picture ?? "";
  const newRole = owner?.id === userId ? "owner" : "member";
  const role = owner === undefined ? room.role : newRole;
  return {
    ...{ ...rest, name, isPrivate },
    ...(description !== "" && { description }),
    ...(emoji !== "" && { emoji }),
    ...(picture !== "" && { picture }),
    ...(role !== undefined && { role }),
  };
}
