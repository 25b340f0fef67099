import * as v from "valibot";
import { conversationId, count, requestId, seq } from "../ids.ts";
import { limits } from "../limits.ts";
import { type MessageEvent, messageEvent } from "../messages.ts";
import { type Person, person } from "../people.ts";

/** Opaque: the place where the page before ended. */
const pageToken = v.pipe(v.string(), v.maxBytes(1024));

/** The pinned messages of a conversation [P45]. */
export const pins = v.object({ type: v.literal("pins"), requestId, conversationId });
export const pinList = v.object({ type: v.literal("pin-list"), requestId, conversationId, messages: v.array(messageEvent) });
/** The pinned messages of a conversation. */
export interface PinList {
  /** The frame's type. */
  type: "pin-list";
  /** The request that it answers. */
  requestId: number;
  /** The conversation. */
  conversationId: string;
  /** In their present state, the newest pin first; at most 50. */
  messages: MessageEvent[];
}

/** Who reacted to a message with an emoji [P42]. */
export const reactors = v.object({
  type: v.literal("reactors"),
  requestId,
  conversationId,
  seq,
  emoji: v.pipe(v.string(), v.maxBytes(64)),
  after: v.optional(pageToken),
});
export const reactorList = v.object({
  type: v.literal("reactor-list"),
  requestId,
  people: v.array(person),
  next: v.optional(pageToken),
});
/** A page of the users who reacted to a message with an emoji. */
export interface ReactorList {
  /** The frame's type. */
  type: "reactor-list";
  /** The request that it answers. */
  requestId: number;
  /** At most 100, in the order of their reactions. */
  people: Person[];
  /** Where the next page begins, for `after`; missing on the last one. */
  next?: string | undefined;
}

/** The messages that mention the user, in all conversations [P44]. */
export const mentions = v.object({
  type: v.literal("mentions"),
  requestId,
  after: v.optional(pageToken),
  limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(limits.mentionsPerPageMax)), 20),
});
/** A message and its conversation. */
export const foundMessage = v.object({ conversationId, message: messageEvent });
/** A message and its conversation. */
export interface FoundMessage {
  /** The conversation of the message. */
  conversationId: string;
  /** In its present state. */
  message: MessageEvent;
}
export const mentionList = v.object({
  type: v.literal("mention-list"),
  requestId,
  messages: v.array(foundMessage),
  next: v.optional(pageToken),
});
/** A page of the messages that mention the user. */
export interface MentionList {
  /** The frame's type. */
  type: "mention-list";
  /** The request that it answers. */
  requestId: number;
  /** The newest first. */
  messages: FoundMessage[];
  /** Where the next page begins, for `after`; missing on the last one. */
  next?: string | undefined;
}

/** Messages that match, in all conversations of the user or in one [P50]. */
export const search = v.object({
  type: v.literal("search"),
  requestId,
  query: v.pipe(v.string(), v.maxBytes(limits.searchQueryBytesMax)),
  conversationId: v.optional(conversationId),
  /** Of the user's days, for `before:` and `after:`: minutes east of UTC. */
  utcOffsetMinutes: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(-1440), v.maxValue(1440)), 0),
  after: v.optional(pageToken),
  limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(limits.searchResultsPerPageMax)), 20),
});
/** A part of a message's text that matches. */
export const hitRange = v.object({ start: count, length: count });
/** A part of a message's text that matches. */
export interface HitRange {
  /** Where it begins in the text, in UTF-16 code units. */
  start: number;
  /** How long it is, in UTF-16 code units. */
  length: number;
}
/** A message that matches. */
export const searchResult = v.object({ ...foundMessage.entries, hits: v.array(hitRange) });
/** A message that matches. */
export interface SearchResult extends FoundMessage {
  /** Where it matches: ascending, without overlaps. Empty when only filters were searched for. */
  hits: HitRange[];
}
export const searchResults = v.object({
  type: v.literal("search-results"),
  requestId,
  results: v.array(searchResult),
  next: v.optional(pageToken),
});
/** A page of the messages that match a search. */
export interface SearchResults {
  /** The frame's type. */
  type: "search-results";
  /** The request that it answers. */
  requestId: number;
  /** The newest first. May be fewer than were asked for, or none, although `next` is there. */
  results: SearchResult[];
  /** Where the next page begins, for `after`; missing on the last one. */
  next?: string | undefined;
}
