import * as v from "valibot";
import { conversationId, count, pictureId, time, token } from "./ids.ts";
import { type Person, person } from "./people.ts";

/** A link that makes its bearer a member of a room, as those see it who may take it back. */
export const inviteLink = v.object({
  code: token,
  conversationId,
  by: person,
  at: time,
  expiresAt: time,
  uses: count,
  usesMax: v.optional(count),
});
/** A link that makes its bearer a member of a room, until it has expired, is used up or is revoked. */
export interface InviteLink {
  /** The secret of the link: its bearer can join. `inviteLinkAddress` makes an address of it. */
  code: string;
  /** The room. */
  conversationId: string;
  /** The member who made it. */
  by: Person;
  /** When they made it: milliseconds since 1970-01-01 UTC, by the server's clock. */
  at: number;
  /** Until then it works: milliseconds since 1970-01-01 UTC, by the server's clock. */
  expiresAt: number;
  /** How many users have joined by it. */
  uses: number;
  /** How many users can join by it; missing where that is not limited. */
  usesMax?: number | undefined;
}

/** The answer to `GET /api/invite-links/{code}`: all that the bearer of a link is told before they sign in. */
export const inviteLinkPreview = v.object({
  name: v.string(),
  description: v.optional(v.string()),
  emoji: v.optional(v.string()),
  picture: v.optional(pictureId),
  memberCount: count,
  by: person,
});
/** The room behind an invite link: all that its bearer is told before they join. */
export interface InviteLinkPreview {
  /** The room's name. */
  name: string;
  /** What the room is for; missing where its owner wrote nothing. */
  description?: string | undefined;
  /** One emoji that stands for the room; missing where its owner chose none. */
  emoji?: string | undefined;
  /** The room's picture, for `pictureAddress`, which needs no session; missing where its owner chose none. */
  picture?: string | undefined;
  /** How many members it has. */
  memberCount: number;
  /** The member who made the link. */
  by: Person;
}
