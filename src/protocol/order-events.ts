import * as v from "valibot";
import { time } from "./ids.ts";
import { type Place, place } from "./messages.ts";
import { type RoomRules, roomRules } from "./moderation.ts";
import { type Person, person, type Role, role } from "./people.ts";

/** A missing `by` is the operator of the server. */
const act = { ...place, by: v.optional(person) };
const onMember = { ...act, user: person };

export const rulesEvent = v.object({ ...act, type: v.literal("rules"), rules: roomRules, isArchived: v.optional(v.boolean()) });
export const roleEvent = v.object({ ...onMember, type: v.literal("role"), role });
export const muteEvent = v.object({
  ...onMember,
  type: v.literal("mute"),
  until: v.optional(time),
  reason: v.optional(v.string()),
});
export const unmuteEvent = v.object({ ...onMember, type: v.literal("unmute") });
export const voiceEvent = v.object({ ...onMember, type: v.literal("voice"), hasVoice: v.boolean() });
export const handEvent = v.object({
  ...act,
  type: v.literal("hand"),
  isRaised: v.boolean(),
  user: v.optional(person),
});

/** How order is kept in a room: events of its log, besides `leave` [P172–P175]. */
export const orderEvents = [rulesEvent, roleEvent, muteEvent, unmuteEvent, voiceEvent, handEvent] as const;

interface Act extends Place {
  /** The moderator; missing where it was the operator of the server. */
  by?: Person | undefined;
}
interface ActOnMember extends Act {
  /** The member. */
  user: Person;
}
/** The room has these rules from now on. */
export interface RulesEvent extends Act {
  /** Tells it from other events. */
  type: "rules";
  /** All of its rules from now on. */
  rules: RoomRules;
  /** Whether an administrator has closed it; missing means no. */
  isArchived?: boolean | undefined;
}
/** A member has another role from now on. Where it is `owner`, the owner until then is a moderator. */
export interface RoleEvent extends ActOnMember {
  /** Tells it from other events. */
  type: "role";
  /** The role from now on. */
  role: Role;
}
/** A member writes nothing for a while. */
export interface MuteEvent extends ActOnMember {
  /** Tells it from other events. */
  type: "mute";
  /** Until then: milliseconds since 1970-01-01 UTC, by the server's clock. Missing: until it is lifted. */
  until?: number | undefined;
  /** Why, as the moderator wrote it. */
  reason?: string | undefined;
}
/** A member writes again. */
export interface UnmuteEvent extends ActOnMember {
  /** Tells it from other events. */
  type: "unmute";
}
/** Whether a member writes although the room is locked. */
export interface VoiceEvent extends ActOnMember {
  /** Tells it from other events. */
  type: "voice";
  /** Whether they do from now on. */
  hasVoice: boolean;
}
/** A hand was raised or lowered. */
export interface HandEvent extends Act {
  /** Tells it from other events. */
  type: "hand";
  /** Whether it was raised. */
  isRaised: boolean;
  /** Whose hand it is; missing where all hands were lowered. */
  user?: Person | undefined;
}
/** A change of the order in a room. */
export type OrderEvent = RulesEvent | RoleEvent | MuteEvent | UnmuteEvent | VoiceEvent | HandEvent;
