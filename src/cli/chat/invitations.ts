import { type Invitation, newInvitations, type ShoalClient } from "../../client/index.ts";
import { words } from "./i18n/words.ts";

/** Tells each invitation once, including those that are there already, and again when another user asks. */
export function onInvitation(client: ShoalClient, tell: (invitation: Invitation) => void): void {
  let told: ReadonlyMap<string, Invitation> = new Map();
  function tellNew(invitations: ReadonlyMap<string, Invitation>): void {
    const fresh = newInvitations(told, invitations);
    told = invitations;
    for (const invitation of fresh) tell(invitation);
  }
  client.on("invitations", tellNew);
  tellNew(client.invitations);
}

export function invitationSentence({ by, name, isPrivate, memberCount }: Invitation): string {
  return words.answers.invitation(by.nickname, name, isPrivate, memberCount);
}
