import * as v from "valibot";
import { conversationId, requestId, time, userId } from "../ids.ts";
import { newTone, type Person, person } from "../people.ts";
import { newPicture } from "../pictures.ts";

/** What is missing stays as it is; an empty `status` or `picture` removes it [P110, P120]. */
export const updateProfile = v.object({
  type: v.literal("update-profile"),
  requestId,
  nickname: v.optional(v.string()),
  tone: v.optional(newTone),
  status: v.optional(v.string()),
  picture: v.optional(newPicture),
});

/** Asks for a user's card [P111]. */
export const personRequest = v.object({ type: v.literal("person"), requestId, userId });

/** A room that the user of the card and the asker are both in. */
export const commonRoom = v.object({ id: conversationId, name: v.string() });
/** A room that two users are both in. */
export interface CommonRoom {
  /** The room's id. */
  id: string;
  /** The room's name. */
  name: string;
}

export const personCard = v.object({
  type: v.literal("person-card"),
  requestId,
  person,
  status: v.optional(v.string()),
  since: time,
  isOnline: v.boolean(),
  rooms: v.array(commonRoom),
  isBlocked: v.boolean(),
});
/** A user, as their card shows them. */
export interface PersonCard {
  /** The frame's type. */
  type: "person-card";
  /** The request that it answers. */
  requestId: number;
  /** The user. */
  person: Person;
  /** A line of text about themselves; missing where they wrote none. */
  status?: string | undefined;
  /** When they first signed in: milliseconds since 1970-01-01 UTC, by the server's clock. */
  since: number;
  /** Whether a connection of theirs was live when the server answered. */
  isOnline: boolean;
  /** Rooms that the client's user is in, too, without the lobby: at most 50, by name. */
  rooms: CommonRoom[];
  /** Whether the client's user blocks them. */
  isBlocked: boolean;
}

/** No private messages and invitations between the two from now on. Blocking twice is blocking once [P112]. */
export const block = v.object({ type: v.literal("block"), requestId, userId });
export const unblock = v.object({ type: v.literal("unblock"), requestId, userId });
