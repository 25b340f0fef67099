import * as v from "valibot";
import { conversation } from "../../../protocol/conversations.ts";
import { members } from "../../../protocol/frames/directory.ts";
import { setRole } from "../../../protocol/frames/moderation.ts";
import { conversationId, count, userId } from "../../../protocol/ids.ts";
import { newDuration, newReason, restriction } from "../../../protocol/moderation.ts";
import { member } from "../../../protocol/people.ts";
import { pageCursor } from "./fields.ts";
import { operation } from "./operation.ts";

const tag = "members";
const memberPath = "/conversations/:conversationId/members/:userId";
const ownPath = "/conversations/:conversationId/members/me";
const banPath = "/conversations/:conversationId/bans/:userId";
const place = { conversationId, userId };
const sentence = { ...place, seconds: newDuration, reason: newReason };

export const memberOperations = [
  operation("GET", "/conversations/:conversationId/members", "listMembers", {
    ...{ tag, summary: "List the members of a conversation by nickname; `query` is a part of the nickname." },
    input: { conversationId, query: members.entries.query, cursor: pageCursor },
    answer: v.object({ members: v.array(member), memberCount: count, next: pageCursor }),
    errors: ["not-found"],
    run: async ({ cursor, ...input }, { ask }) => {
      const { members, memberCount, next } = await ask("members", { ...input, after: cursor });
      return { members, memberCount, next };
    },
  }),
  operation("PUT", ownPath, "joinRoom", {
    ...{ tag, summary: "Join a public room; twice is once." },
    input: { conversationId },
    answer: conversation,
    errors: ["not-found", "banned", "too-many-conversations"],
    run: async (input, { ask }) => (await ask("join", input)).conversation,
  }),
  operation("DELETE", ownPath, "leaveRoom", {
    ...{ tag, summary: "Leave a room; the lobby and private conversations stay." },
    input: { conversationId },
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => void (await ask("leave", input)),
  }),
  operation("DELETE", memberPath, "removeMember", {
    ...{ tag, summary: "Remove a member from a room, as a moderator." },
    input: { ...place, reason: newReason },
    errors: ["not-found", "not-allowed", "reason-invalid"],
    run: async (input, { ask }) => void (await ask("kick", input)),
  }),
  operation("PUT", `${memberPath}/role`, "setRole", {
    ...{ tag, summary: "Appoint or dismiss a moderator, or hand the room over, as its owner." },
    input: { ...place, role: setRole.entries.role },
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => void (await ask("set-role", input)),
  }),
  operation("PUT", `${memberPath}/mute`, "muteMember", {
    ...{ tag, summary: "Mute a member: for `seconds`, or until it is lifted." },
    input: sentence,
    errors: ["not-found", "not-allowed", "reason-invalid", "too-many-restrictions"],
    run: async (input, { ask }) => void (await ask("mute", input)),
  }),
  operation("DELETE", `${memberPath}/mute`, "unmuteMember", {
    ...{ tag, summary: "Lift the mute of a member." },
    input: place,
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => void (await ask("unmute", input)),
  }),
  operation("PUT", `${memberPath}/voice`, "giveVoice", {
    ...{ tag, summary: "Let a member write in a locked room." },
    input: place,
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => void (await ask("set-voice", { ...input, hasVoice: true })),
  }),
  operation("DELETE", `${memberPath}/voice`, "takeVoice", {
    ...{ tag, summary: "Take that voice back." },
    input: place,
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => void (await ask("set-voice", { ...input, hasVoice: false })),
  }),
  operation("PUT", banPath, "banUser", {
    ...{ tag, summary: "Ban a user from a room: for `seconds`, or until it is lifted." },
    input: sentence,
    errors: ["not-found", "not-allowed", "reason-invalid", "too-many-restrictions"],
    run: async (input, { ask }) => void (await ask("ban", input)),
  }),
  operation("DELETE", banPath, "unbanUser", {
    ...{ tag, summary: "Lift the ban of a user." },
    input: place,
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => void (await ask("unban", input)),
  }),
  operation("GET", "/conversations/:conversationId/restrictions", "listRestrictions", {
    ...{ tag, summary: "List the muted members and banned users of a room, the newest first, as a moderator." },
    input: { conversationId },
    answer: v.object({ restrictions: v.array(restriction) }),
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => ({ restrictions: (await ask("restrictions", input)).restrictions }),
  }),
];
