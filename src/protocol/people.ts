import * as v from "valibot";
import { count, pictureId, userId } from "./ids.ts";
import { openPicklist } from "./open.ts";

/**
 * The nickname of a user who was deleted. No user can choose it: it has a no-break space. A client shows its own words instead [P178f].
 * @example const shown = person.nickname === DELETED_NICKNAME ? t("deletedUser") : person.nickname;
 */
export const DELETED_NICKNAME = "deleted\u00A0user";

/** The tones that a user can choose from: 0 to `TONES - 1`. */
export const TONES = 12;
/** A tone that a user chooses. */
export const newTone = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(TONES - 1));

/** A user as others see them. */
export const person = v.object({
  id: userId,
  nickname: v.string(),
  tone: v.optional(count),
  picture: v.optional(pictureId),
  isBot: v.optional(v.boolean()),
});
/** A user as others see them. */
export interface Person {
  /** The user's id. It stays the same for as long as the nickname is kept. */
  id: string;
  /** The user's public name: 1 to 32 visible characters, as the user wrote them. */
  nickname: string;
  /**
   * The colour of the avatar and the name, one of 12, from 0. Missing where the user chose none: a client then derives one from the id. A number
   * that a client does not know means the same.
   */
  tone?: number | undefined;
  /** Their picture: `pictureAddress` tells where it is. Another picture has another id. Missing where the user chose none. */
  picture?: string | undefined;
  /** Whether it is a program that another user, or the operator, made [P215]. Missing for people. */
  isBot?: boolean | undefined;
}

/** A role that a client does not know is a member's. */
export const role = openPicklist(["owner", "moderator", "member"], "member");
/** `owner` made the room or was given it, a `moderator` was appointed by the owner; everyone else is a `member`. */
export type Role = "owner" | "moderator" | "member";

/** A person's place in a conversation. */
export const member = v.object({
  ...person.entries,
  role,
  isOnline: v.boolean(),
  isMuted: v.optional(v.boolean()),
  hasVoice: v.optional(v.boolean()),
});
/** A person's place in a conversation. */
export interface Member extends Person {
  /** Whether they own it or keep order in it. */
  role: Role;
  /** Whether a connection of theirs was live when the server answered. `presence` tells of changes. */
  isOnline: boolean;
  /** Whether they are muted there; missing means no. */
  isMuted?: boolean | undefined;
  /** Whether they write there although the room is locked; missing means no. */
  hasVoice?: boolean | undefined;
}
