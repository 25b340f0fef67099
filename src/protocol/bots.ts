import * as v from "valibot";
import { conversationId, time } from "./ids.ts";
import { openPicklist } from "./open.ts";
import { type Person, person } from "./people.ts";

/** What a bot's token is good for, beside what every user may do there [P217]. */
export const botScopes = ["read", "write", "join"] as const;
/**
 * `read` receives events and reads what members read; `write` sends, edits and deletes its own messages, reacts and uploads; `join` joins and
 * leaves public rooms, and answers invitations. A bot of a room cannot have `join`.
 */
export type BotScope = (typeof botScopes)[number];

/** Bounds of bots [P215c]. They are no limits of what clients send, so `welcome` does not tell them. */
export const botLimits = {
  /** Bots of one room. */
  botsPerRoomMax: 20,
  /** Bots for which one user answers. */
  botsPerMakerMax: 50,
  /** Bots of the server, which belong to no room. */
  botsPerServerMax: 1_000,
} as const;

/** A bot as those see it who manage it. A scope that a client does not know is read as `read`. */
export const bot = v.object({
  user: person,
  scopes: v.array(openPicklist(botScopes, "read")),
  conversationId: v.optional(conversationId),
  maker: v.optional(person),
  createdAt: time,
  hasToken: v.boolean(),
});
/** A bot as those see it who manage it: the owner of its room, or the administrators of the server. */
export interface Bot {
  /** The bot as members see it. */
  user: Person;
  /** What its token is good for. */
  scopes: BotScope[];
  /** The room that it belongs to, and the only one that it is in. Missing for a bot of the server. */
  conversationId?: string | undefined;
  /** Who made its present token and answers for it. Missing where it was the operator of the server. */
  maker?: Person | undefined;
  /** When it was made: milliseconds since 1970-01-01 UTC, by the server's clock. */
  createdAt: number;
  /** Whether it has a token that works. A new one brings a bot back whose token has ended. */
  hasToken: boolean;
}
