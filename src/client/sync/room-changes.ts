import type { Conversation, Room } from "../../protocol/conversations.ts";
import type { ReceivedLogEvent, RoomEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import type { RaisedHand } from "../../protocol/moderation.ts";
import type { HandEvent, RulesEvent } from "../../protocol/order-events.ts";
import type { Role } from "../../protocol/people.ts";

/** The conversation after these events: how a room looks, who may see it, its order, and what the user is in it [P38, P39, P172–P175]. */
export function withRoomChanges(
  conversation: Conversation,
  events: readonly ReceivedLogEvent[],
  userId: string | undefined,
): Conversation {
  if (conversation.kind !== "room") return conversation;
  // The conversation is of its head already: what catches up behind a welcome would make it older.
  const later = events.filter((event) => event.seq > conversation.head);
  return later.reduce((room, event) => withChange(room, event, userId), conversation);
}

function withChange(room: Room, event: ReceivedLogEvent, userId: string | undefined): Room {
  const isOwn = "user" in event && event.user?.id === userId;
  switch (event.type) {
    case "room":
      return withLooks(room, event, userId);
    case "rules":
      return withRules(room, event);
    case "role":
      if (isOwn) return withRole(room, event.role);
      return event.role === "owner" && room.role === "owner" ? withRole(room, "moderator") : room;
    case "mute": {
      const { until, reason } = event;
      return isOwn ? { ...room, mute: { ...(until !== undefined && { until }), ...(reason !== undefined && { reason }) } } : room;
    }
    case "unmute":
      return isOwn ? without(room, "mute") : room;
    case "voice":
      if (!isOwn) return room;
      return event.hasVoice ? { ...room, hasVoice: true } : without(room, "hasVoice");
    case "hand":
      return withHand(room, event);
    case "leave":
      return withHands(room, (hands) => hands.filter(({ user }) => user.id !== event.by.id));
    default:
      return room;
  }
}

function withLooks(room: Room, change: RoomEvent, userId: string | undefined): Room {
  const { name = room.name, isPrivate = room.isPrivate, owner } = change;
  const { description: _, emoji: __, picture: ___, ...rest } = room;
  const description = change.description ?? room.description ?? "";
  const emoji = change.emoji ?? room.emoji ?? "";
  const picture = change.picture ?? room.picture ?? "";
  const looks: Room = {
    ...{ ...rest, name, isPrivate },
    ...(description !== "" && { description }),
    ...(emoji !== "" && { emoji }),
    ...(picture !== "" && { picture }),
  };
  if (owner === undefined) return looks;
  if (owner.id === userId) return withRole(looks, "owner");
  return room.role === "owner" ? withRole(looks, "member") : looks;
}

function withRules(room: Room, { rules, isArchived }: RulesEvent): Room {
  const { rules: _, isArchived: __, ...rest } = room;
  return { ...rest, ...(Object.keys(rules).length > 0 && { rules }), ...(isArchived === true && { isArchived }) };
}

function withRole(room: Room, role: Role): Room {
  return role === "member" ? without(room, "role") : { ...room, role };
}

function withHand(room: Room, { isRaised, user, at }: HandEvent): Room {
  return withHands(room, (hands) => {
    if (user === undefined) return [];
    const others = hands.filter((hand) => hand.user.id !== user.id);
    return isRaised && others.length < limits.raisedHandsMax ? [...others, { user, at }] : others;
  });
}

function withHands(room: Room, change: (hands: readonly RaisedHand[]) => RaisedHand[]): Room {
  if (room.raisedHands === undefined) {
    const raised = change([]);
    return raised.length > 0 ? { ...room, raisedHands: raised } : room;
  }
  const raisedHands = change(room.raisedHands);
  if (raisedHands.length === 0) return without(room, "raisedHands");
  return raisedHands.length === room.raisedHands.length && raisedHands.at(-1) === room.raisedHands.at(-1)
    ? room
    : { ...room, raisedHands };
}

function without(room: Room, field: "role" | "mute" | "hasVoice" | "raisedHands"): Room {
  const { [field]: _, ...rest } = room;
  return rest;
}
