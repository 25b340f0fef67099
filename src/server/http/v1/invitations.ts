import * as v from "valibot";
import { conversation, invitation } from "../../../protocol/conversations.ts";
import { createInviteLink } from "../../../protocol/frames/invite-links.ts";
import { conversationId, token, userId } from "../../../protocol/ids.ts";
import { inviteLink, inviteLinkPreview } from "../../../protocol/invite-links.ts";
import { handledOperation, operation } from "./operation.ts";

const tag = "invitations";
const invitationPath = "/invitations/:conversationId";
const invitedPath = "/conversations/:conversationId/invitations/:userId";
const linksPath = "/conversations/:conversationId/invite-links";
const { lifetimeMs, usesMax } = createInviteLink.entries;

export const invitationOperations = [
  operation("GET", "/invitations", "listInvitations", {
    ...{ tag, summary: "List the rooms that the user was invited into, the oldest invitation first." },
    input: {},
    answer: v.object({ invitations: v.array(invitation) }),
    run: async (_, { list }) => ({ invitations: [...(await list()).invitations] }),
  }),
  operation("PUT", invitationPath, "acceptInvitation", {
    ...{ tag, summary: "Accept an invitation: the user becomes a member of the room." },
    input: { conversationId },
    answer: conversation,
    errors: ["not-found", "banned", "too-many-conversations"],
    run: async (input, { ask }) => (await ask("accept-invitation", input)).conversation,
  }),
  operation("DELETE", invitationPath, "declineInvitation", {
    ...{ tag, summary: "Decline the invitations of all inviters into a room." },
    input: { conversationId },
    errors: ["not-found"],
    run: async (input, { ask }) => void (await ask("decline-invitation", input)),
  }),
  operation("PUT", invitedPath, "invite", {
    ...{ tag, summary: "Invite a user into a room; twice is once." },
    input: { conversationId, userId },
    errors: ["not-found", "not-allowed", "banned", "not-accepted", "user-blocked", "too-many-invitations"],
    run: async (input, { ask }) => void (await ask("invite", input)),
  }),
  operation("DELETE", invitedPath, "withdrawInvitation", {
    ...{ tag, summary: "Withdraw one's own invitation of a user." },
    input: { conversationId, userId },
    errors: ["not-found"],
    run: async (input, { ask }) => void (await ask("withdraw-invitation", input)),
  }),
  operation("GET", linksPath, "listInviteLinks", {
    ...{ tag, summary: "List the invite links into a room that still work: one's own, and all of them for its owner." },
    input: { conversationId },
    answer: v.object({ links: v.array(inviteLink) }),
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => ({ links: (await ask("invite-links", input)).links }),
  }),
  operation("POST", linksPath, "createInviteLink", {
    ...{ tag, summary: "Make an invite link into a room." },
    input: { conversationId, lifetimeMs, usesMax },
    answer: inviteLink,
    errors: ["not-found", "not-allowed", "too-many-invite-links"],
    run: async (input, { ask }) => (await ask("create-invite-link", input)).link,
    location: ({ code }) => `/invite-links/${code}`,
  }),
  handledOperation("GET", "/invite-links/:code", "previewInviteLink", {
    ...{ tag, summary: "Read where an invite link leads to, without a session." },
    ...{ handler: "invite-link", isOpen: true },
    input: { code: token },
    answer: inviteLinkPreview,
    errors: ["invite-link-invalid"],
  }),
  operation("PUT", "/invite-links/:code/use", "useInviteLink", {
    ...{ tag, summary: "Become a member of the room that an invite link leads to; twice is once." },
    input: { code: token },
    answer: conversation,
    errors: ["invite-link-invalid", "banned", "too-many-conversations"],
    run: async (input, { ask }) => (await ask("use-invite-link", input)).conversation,
  }),
  operation("DELETE", "/invite-links/:code", "revokeInviteLink", {
    ...{ tag, summary: "Revoke an invite link; twice is once." },
    input: { code: token },
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => void (await ask("revoke-invite-link", input)),
  }),
];
