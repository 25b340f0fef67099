import * as v from "valibot";
import { conversationId, count, requestId, seq, userId } from "../ids.ts";
import { newDuration, newReason, newRoomRules, report, restriction } from "../moderation.ts";

const inRoom = { requestId, conversationId };
const onMember = { ...inRoom, userId };

/** Change the rules of a room; a missing one stays [P172]. */
export const setRules = v.object({ type: v.literal("set-rules"), ...inRoom, ...newRoomRules });
/** Appoint or dismiss a moderator, or hand the room over [P171b]. */
export const setRole = v.object({
  type: v.literal("set-role"),
  ...onMember,
  role: v.picklist(["owner", "moderator", "member"]),
});
/** A member writes nothing for that long [P173]. */
export const muteRequest = v.object({ type: v.literal("mute"), ...onMember, seconds: newDuration, reason: newReason });
export const unmute = v.object({ type: v.literal("unmute"), ...onMember });
/** A member writes in a locked room, too [P172c]. */
export const setVoice = v.object({ type: v.literal("set-voice"), ...onMember, hasVoice: v.boolean() });
/** A member is one no more [P174]. */
export const kick = v.object({ type: v.literal("kick"), ...onMember, reason: newReason });
/** A user is no member and cannot become one for that long [P174]. */
export const ban = v.object({ type: v.literal("ban"), ...onMember, seconds: newDuration, reason: newReason });
export const unban = v.object({ type: v.literal("unban"), ...onMember });
/** Who is muted in the room or banned from it. */
export const restrictions = v.object({ type: v.literal("restrictions"), ...inRoom });
/** Raise one's own hand. Twice is once [P175]. */
export const raiseHand = v.object({ type: v.literal("raise-hand"), ...inRoom });
/** Lower one's own hand; as a moderator that of `userId`, or with `isOfAll` all of them. */
export const lowerHand = v.object({
  type: v.literal("lower-hand"),
  ...inRoom,
  userId: v.optional(userId),
  isOfAll: v.optional(v.boolean()),
});
/** Show a message to the moderators. Twice is once [P176]. */
export const reportRequest = v.object({ type: v.literal("report"), ...inRoom, seq, reason: newReason });
/** The open reports of a room's messages. */
export const reports = v.object({ type: v.literal("reports"), ...inRoom });
/** A report needs no one's attention any more. Twice is once. */
export const resolveReport = v.object({ type: v.literal("resolve-report"), ...inRoom, reportId: count });

/** The answer to `restrictions`: the newest first. */
export const restrictionList = v.object({ type: v.literal("restriction-list"), requestId, restrictions: v.array(restriction) });
/** The answer to `reports`: the oldest first. */
export const reportList = v.object({ type: v.literal("report-list"), requestId, reports: v.array(report) });
