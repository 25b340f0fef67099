import * as v from "valibot";
import { count, time } from "./ids.ts";
import { limits } from "./limits.ts";
import { openPicklist } from "./open.ts";
import { type Person, person } from "./people.ts";

/** The server checks its characters. */
export const newReason = v.optional(v.pipe(v.string(), v.maxBytes(limits.reasonBytesMax)));
/** How long something holds; missing means until it is lifted. */
export const newDuration = v.optional(
  v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(limits.restrictionSecondsMax)),
);

/** To whom plain members of the room write in private [P172f]. */
export type PrivateMessages = "all" | "moderators" | "none";
const privateMessagesWords = ["all", "moderators", "none"] as const;

/** The rules of a room. A missing rule has its default: it refuses nothing [P172]. */
export const roomRules = v.object({
  isLocked: v.optional(v.boolean()),
  slowModeSeconds: v.optional(count),
  areLinksOff: v.optional(v.boolean()),
  areFilesOff: v.optional(v.boolean()),
  privateMessages: v.optional(openPicklist(privateMessagesWords, "all")),
  hasHands: v.optional(v.boolean()),
  announcement: v.optional(v.string()),
  retentionDays: v.optional(count),
  retentionMessages: v.optional(count),
});
/** The rules of a room. A missing rule has its default: it refuses nothing. */
export interface RoomRules {
  /** Only moderators, and members with a voice, write. */
  isLocked?: boolean | undefined;
  /** The seconds between two messages of one member. */
  slowModeSeconds?: number | undefined;
  /** Messages of members may have no links. */
  areLinksOff?: boolean | undefined;
  /** Messages of members may have no files. */
  areFilesOff?: boolean | undefined;
  /** To whom plain members of the room write in private: to all, to its owner and moderators, or, of its members, to no one. */
  privateMessages?: PrivateMessages | undefined;
  /** Members can raise their hands. */
  hasHands?: boolean | undefined;
  /** A text that stands above the messages of the room. */
  announcement?: string | undefined;
  /** For how many days the room keeps what is written; the server may keep less: `ShoalClient.retentionOf` tells. */
  retentionDays?: number | undefined;
  /** How many messages the room keeps, the newest. */
  retentionMessages?: number | undefined;
}

/** Rules as a moderator sets them: a missing one stays; `false`, 0, `all` and "" are the defaults. */
export const newRoomRules = {
  isLocked: v.optional(v.boolean()),
  slowModeSeconds: v.optional(v.pipe(count, v.maxValue(limits.slowModeSecondsMax))),
  areLinksOff: v.optional(v.boolean()),
  areFilesOff: v.optional(v.boolean()),
  privateMessages: v.optional(v.picklist(privateMessagesWords)),
  hasHands: v.optional(v.boolean()),
  announcement: v.optional(v.pipe(v.string(), v.maxBytes(limits.announcementBytesMax))),
  retentionDays: v.optional(v.pipe(count, v.maxValue(limits.retentionDaysMax))),
  retentionMessages: v.optional(v.pipe(count, v.maxValue(limits.retentionMessagesMax))),
};

/** A member writes nothing for a while [P173]. */
export const mute = v.object({ until: v.optional(time), reason: v.optional(v.string()) });
/** A user who can read, but not write for a while. */
export interface Mute {
  /** Until then: milliseconds since 1970-01-01 UTC, by the server's clock. Missing: until it is lifted. */
  until?: number | undefined;
  /** Why, as the moderator wrote it. */
  reason?: string | undefined;
}

/** A member whose hand is raised [P175]. */
export const raisedHand = v.object({ user: person, at: time });
/** A member whose hand is raised. */
export interface RaisedHand {
  /** The member. */
  user: Person;
  /** Since when: milliseconds since 1970-01-01 UTC, by the server's clock. */
  at: number;
}

/** A user who was muted in a room or banned from it. */
export const restriction = v.object({
  kind: v.picklist(["mute", "ban"]),
  user: person,
  at: time,
  until: v.optional(time),
  reason: v.optional(v.string()),
  by: v.optional(person),
});
/** A user who was muted in a room or banned from it. */
export interface Restriction extends Mute {
  /** A muted member reads, but does not write. A banned user cannot become a member. */
  kind: "mute" | "ban";
  /** The user. */
  user: Person;
  /** Since when: milliseconds since 1970-01-01 UTC, by the server's clock. */
  at: number;
  /** The moderator; missing where it was the operator of the server. */
  by?: Person | undefined;
}

/** A message that a member reported, as it was then [P176]. */
export const report = v.object({
  id: count,
  at: time,
  conversationId: v.string(),
  seq: count,
  author: person,
  reporter: person,
  text: v.string(),
  reason: v.optional(v.string()),
});
/** A message that a member reported, as it was then. */
export interface Report {
  /** For `resolveReport`. */
  id: number;
  /** When it was reported: milliseconds since 1970-01-01 UTC, by the server's clock. */
  at: number;
  /** Where the message is. */
  conversationId: string;
  /** The seq of the message. */
  seq: number;
  /** The author of the message. */
  author: Person;
  /** The member who reported it. */
  reporter: Person;
  /** The text of the message at that time. */
  text: string;
  /** Why, as the reporter wrote it. */
  reason?: string | undefined;
}
