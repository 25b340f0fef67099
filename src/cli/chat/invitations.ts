import type { Invitation, ShoalClient } from "../../client/index.ts";

/** Tells each invitation once, those of before as well, and again when somebody else asks. */
export function onInvitation(client: ShoalClient, tell: (invitation: Invitation) => void): void {
  let told: ReadonlySet<string> = new Set();
  function tellNew(invitations: ReadonlyMap<string, Invitation>): void {
    const before = told;
    told = new Set([...invitations.values()].map(keyOf));
    for (const invitation of invitations.values()) if (!before.has(keyOf(invitation))) tell(invitation);
  }
  client.on("invitations", tellNew);
  tellNew(client.invitations);
}

export function invitationSentence({ by, name, isPrivate, memberCount }: Invitation): string {
  const members = memberCount === 1 ? "1 member" : `${memberCount} members`;
  return `${by.nickname} invites you to #${name} (${isPrivate ? "private, " : ""}${members}): /accept ${name} or /decline ${name}`;
}

function keyOf({ conversationId, by, at }: Invitation): string {
  return `${conversationId} ${by.id} ${at}`;
}
