import type { Invitation } from "../../protocol/conversations.ts";
import type { UserEvent } from "../../protocol/events.ts";

/** Rooms that the user was asked into, by the room's id. Never changed in place: another state is another map. */
export type Invitations = ReadonlyMap<string, Invitation>;

export function invitationsOf(list: readonly Invitation[]): Invitations {
  return new Map(list.map((invitation) => [invitation.conversationId, invitation]));
}

export function withoutInvitation(invitations: Invitations, conversationId: string): Invitations {
  if (!invitations.has(conversationId)) return invitations;
  const rest = new Map(invitations);
  rest.delete(conversationId);
  return rest;
}

export function withInvitationEvent(invitations: Invitations, event: UserEvent): Invitations {
  switch (event.type) {
    case "invited":
      return new Map(invitations).set(event.invitation.conversationId, event.invitation);
    case "uninvited":
      return withoutInvitation(invitations, event.conversationId);
    case "joined":
      return withoutInvitation(invitations, event.conversation.id); // [P91]
    case "left":
    case "read":
    case "configured":
    case "blocked":
    case "unblocked":
    case "reads-shared":
    case "server-mute":
    case "server-role":
      return invitations;
  }
}

/**
 * The invitations of `now` that `before` has not, or has from another inviter: those to tell the user about.
 * @example
 * let told: ReadonlyMap<string, Invitation> = new Map();
 * client.on("invitations", (now) => {
 *   for (const { by, name } of newInvitations(told, now)) console.log(`${by.nickname} invites you to ${name}`);
 *   told = now;
 * });
 */
export function newInvitations(before: Invitations, now: Invitations): Invitation[] {
  return [...now.values()].filter(({ conversationId, by, at }) => {
    const known = before.get(conversationId);
    return known?.by.id !== by.id || known.at !== at;
  });
}
