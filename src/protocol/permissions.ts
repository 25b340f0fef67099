import type { ErrorCode } from "./errors.ts";
import { LOBBY_ID } from "./ids.ts";
import type { Role } from "./people.ts";

/** The standing of a user in a conversation. `invited` is not a member yet; a `stranger` may not know that the conversation exists. */
export type Standing = Role | "invited" | "stranger";

/**
 * An action in a conversation. `accept` is of an invitation; `describe` changes a room's name, looks and privacy; `manage-invite-links` is
 * seeing and revoking those of other members; `edit-own` and `delete-own` are of the user's own messages, `delete-other` is of
 * another author's; `mention-all` mentions all members.
 */
export type Action =
  | ("read" | "send" | "join" | "accept" | "leave" | "invite" | "describe" | "manage-invite-links")
  | ("edit-own" | "edit-other" | "delete-own" | "delete-other" | "react" | "pin" | "mention-all");

/** The part of a conversation that decides it. */
export interface Place {
  /** Of the conversation. */
  readonly id: string;
  /** A room, or the conversation of two users. */
  readonly kind: "room" | "direct";
  /** Of a room: whether only members and invited users see it. */
  readonly isPrivate?: boolean | undefined;
}

/**
 * Whether a user may do that there. It stands here and nowhere else: the storage asks in the transaction that does it, and the page before it
 * offers a button.
 * @example if (may("member", "leave", conversation)) showLeaveButton();
 */
export function may(standing: Standing, action: Action, place: Place): boolean {
  return refusalOf(standing, action, place) === undefined;
}

/** The error of a refusal: what a user may not see does not exist [P27]. */
export function refusalOf(
  standing: Standing,
  action: Action,
  place: Place,
): Extract<ErrorCode, "not-found" | "not-allowed"> | undefined {
  if (standing === "stranger" || standing === "invited") {
    const isOpen = action === "join" && place.kind === "room" && place.isPrivate !== true;
    const isAsked = action === "accept" && standing === "invited" && place.kind === "room";
    return isOpen || isAsked ? undefined : "not-found";
  }
  if (action === "leave") return place.kind === "room" && place.id !== LOBBY_ID ? undefined : "not-allowed";
  if (action === "invite") return place.kind === "room" ? undefined : "not-allowed";
  if (action === "describe") {
    return standing === "owner" && place.kind === "room" && place.id !== LOBBY_ID ? undefined : "not-allowed";
  }
  if (action === "edit-other") return "not-allowed";
  if (action === "delete-other" || action === "mention-all" || action === "manage-invite-links")
    return standing === "owner" ? undefined : "not-allowed";
  return undefined;
}
