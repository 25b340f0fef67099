import * as v from "valibot";
import { type CustomData, customData } from "./custom-data.ts";
import { type FileInfo, fileInfo } from "./files.ts";
import { clientMessageId, count, seq, time, userId } from "./ids.ts";
import { limits } from "./limits.ts";
import { type Person, person } from "./people.ts";

/** A place in a log: what every event has. */
export const place = { seq, at: time };

export interface Place {
  /** The event's place in its conversation's log: 1, 2, 3 … without holes. */
  seq: number;
  /** When the server stored it: milliseconds since 1970-01-01 UTC, by the server's clock. Order events by `seq`, not by this. */
  at: number;
}

/** A part of a text: UTF-16 code units, as JavaScript counts them. */
const range = { start: count, length: v.pipe(count, v.minValue(1)) };

/** A mention as its author sends it. Without `userId` it is of all members [P44]. */
export const newMention = v.object({ ...range, userId: v.optional(userId) });
/** A part of a text that names a user, or everyone. */
export interface NewMention {
  /** Where it begins in the text, in UTF-16 code units. */
  start: number;
  /** How long it is, in UTF-16 code units. */
  length: number;
  /** The mentioned user; missing where all members are mentioned. */
  userId?: string | undefined;
}
export const newMentions = v.optional(v.pipe(v.array(newMention), v.maxLength(limits.mentionsPerMessageMax)));

/** A mention as members receive it. */
export const mention = v.object({ ...range, user: v.optional(person) });
/** A part of a message's text that names a user, or everyone. */
export interface Mention {
  /** Where it begins in the text, in UTF-16 code units. */
  start: number;
  /** How long it is, in UTF-16 code units. */
  length: number;
  /** The mentioned user, with the nickname of today; missing where all members are mentioned. */
  user?: Person | undefined;
}

/** The message that another one answers, in its present state [P43]. */
export const quote = v.object({ seq, by: v.optional(person), text: v.optional(v.string()) });
/** The message that another one answers, in its present state. */
export interface Quote {
  /** The seq of the quoted message. */
  seq: number;
  /** Its author; missing where the message is not kept any more. */
  by?: Person | undefined;
  /** The beginning of its text, at most 200 characters; missing where it was deleted or is not kept any more. */
  text?: string | undefined;
}

/** How many members reacted with one emoji [P42]. */
export const reactionCount = v.object({ emoji: v.string(), count, isOwn: v.optional(v.boolean()) });
/** How many members reacted with one emoji. */
export interface ReactionCount {
  /** One emoji. */
  emoji: string;
  /** How many members reacted with it. */
  count: number;
  /** Whether the client's user did; missing means no. */
  isOwn?: boolean | undefined;
}

/** Who removed a message of another user, and why [P41b]. */
export const removal = v.object({ by: person, reason: v.optional(v.string()) });
/** Who removed a message of another user. */
export interface MessageRemoval {
  /** The moderator. */
  by: Person;
  /** Why, where they gave a reason. */
  reason?: string | undefined;
}

/** A message of a user. */
export const messageEvent = v.object({
  ...place,
  type: v.literal("message"),
  by: person,
  clientMessageId,
  text: v.string(),
  mentions: v.optional(v.array(mention)),
  reply: v.optional(quote),
  files: v.optional(v.array(fileInfo)),
  data: v.optional(customData),
  editedAt: v.optional(time),
  isDeleted: v.optional(v.boolean()),
  removal: v.optional(removal),
  reactions: v.optional(v.array(reactionCount)),
});
/** A message of a user. */
export interface MessageEvent extends Place {
  /** Tells a message from other events. */
  type: "message";
  /** The author, with the nickname of that moment. */
  by: Person;
  /** The id that its author's client gave it. */
  clientMessageId: string;
  /** At most 8 KiB of UTF-8, as it was written. Empty where the message was deleted, or is files only. */
  text: string;
  /** The users whom the text names, ascending by `start`. */
  mentions?: Mention[] | undefined;
  /** The message that this one answers. */
  reply?: Quote | undefined;
  /** The files that it names, in order. */
  files?: FileInfo[] | undefined;
  /**
   * What the author's program attached for other programs, at most 4,096 bytes of JSON. The server does not look into it: check it before you use it.
   * @example if (typeof event.data?.orderId === "string") showOrder(event.data.orderId);
   */
  data?: CustomData | undefined;
  /** When its author last edited it, like `at`. */
  editedAt?: number | undefined;
  /** Whether it was deleted: only its place is left. */
  isDeleted?: boolean | undefined;
  /** Missing unless a moderator deleted it. */
  removal?: MessageRemoval | undefined;
  /** In the order of the first reaction with each emoji. Only pages of history have them: live, reactions are events. */
  reactions?: ReactionCount[] | undefined;
}

/**
 * What a quote shows of a message: its beginning, without half a character, or the names of its files.
 * @example const { by, text = "deleted" } = quoteOf(message);
 */
export function quoteOf({ seq, by, text, files, isDeleted }: MessageEvent): Quote {
  return isDeleted === true ? { seq, by } : { seq, by, text: quotedText(text, files) };
}

export function quotedText(text: string, files: readonly FileInfo[] = []): string {
  return beginningOf(text === "" ? files.map(({ name }) => name).join(", ") : text);
}

/** At most `quoteCharactersMax` code points. */
export function beginningOf(text: string): string {
  if (text.length <= limits.quoteCharactersMax) return text;
  return [...text.slice(0, limits.quoteCharactersMax * 2)].slice(0, limits.quoteCharactersMax).join("");
}
