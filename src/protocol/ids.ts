import * as v from "valibot";
import { LOBBY_ID as lobbyId } from "./lobby.ts";

/** The room that everybody is in. */
export const LOBBY_ID = lobbyId;

const BYTES_OF_ID = 12; // 96 random bits: no two alike, not meant to be secret
const BYTES_OF_TOKEN = 32; // 256 random bits: a secret
const BYTES_OF_MESSAGE_ID = 8; // 64 random bits in a millisecond of one person
const DIGITS_OF_TIME = 9; // base 36, enough for 3,000 years

export type IdPrefix = "u" | "b" | "r" | "d" | "s" | "f" | "n";

/** A fresh id: `u_…` user, `b_…` bot, `r_…` room, `d_…` direct message conversation, `s_…` session, `f_…` file, `n_…` node. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomBase64Url(BYTES_OF_ID)}`;
}

/**
 * A fresh clientMessageId. It begins with the time, so that ids of the same moment are neighbours in the server's index:
 * a commit of many people's messages then writes one page of it and not one for each.
 */
export function newClientMessageId(now: number = Date.now()): string {
  return `m_${now.toString(36).padStart(DIGITS_OF_TIME, "0")}${randomBase64Url(BYTES_OF_MESSAGE_ID)}`;
}

/** A fresh secret: a session token, a code that links a device, or the random part of a bot's token. */
export function newToken(): string {
  return randomBase64Url(BYTES_OF_TOKEN);
}

// crypto.randomUUID is absent on plain HTTP in a LAN; getRandomValues is there everywhere.
function randomBase64Url(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...random))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Whether a user is a bot: the id of no other user begins like that [P215a]. */
export function isBotId(id: string): boolean {
  return id.startsWith("b_");
}

const idText = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

export const userId = idText;
export const conversationId = idText;
/** A log belongs to a conversation or to a user, and has the id of its owner. */
export const logId = idText;
export const sessionId = idText;
/** A file, and the upload that it comes from. */
export const fileId = idText;
/** A picture of a user or a room: the id of the upload that it was made of [P120]. */
export const pictureId = idText;
export const epoch = idText;
export const clientMessageId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,64}$/));
export const token = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));
/** An event's place in its log, from 1; 0 is the place before the first. */
export const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** The stable name of an error: one of the table in `errors.ts`, or one of a newer server. */
export const errorCode = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,63}$/));
/** How many there are. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Chosen by the client, echoed in the answer. */
export const requestId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Milliseconds since 1970-01-01 UTC. */
export const time = v.pipe(v.number(), v.safeInteger());
