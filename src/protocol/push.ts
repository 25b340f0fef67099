import * as v from "valibot";
import { time } from "./ids.ts";
import { limits } from "./limits.ts";

/** What a push message may say: that there is something; also who wrote and where; also the text. */
export const pushContent = v.picklist(["nothing", "who", "who-and-what"]);
/** How much the push messages of one device may say; each word says more than the one before. */
export type PushContent = "nothing" | "who" | "who-and-what";

/** What calls a user who has chosen nothing else for a conversation. */
export const pushLevel = v.picklist(["all", "calls"]);
/** `calls` are private messages and mentions, `all` is every message. */
export type PushLevel = "all" | "calls";

const minuteOfDay = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(24 * 60 - 1));

/** Hours of every day in which a device keeps quiet. */
export const quietHours = v.object({
  from: minuteOfDay,
  to: minuteOfDay,
  timeZone: v.pipe(v.string(), v.minLength(1), v.maxBytes(64)),
});
/** Hours of every day in which a device keeps quiet. */
export interface QuietHours {
  /** The first quiet minute of the day, 0 to 1439. */
  from: number;
  /** The first minute that is not quiet any more; before `from` it is one of the next day. The same as `from`: never quiet. */
  to: number;
  /** The device's time zone, by its IANA name: `Asia/Shanghai`. */
  timeZone: string;
}

const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,128}$/));

/** A browser's subscription, and what its user wants of it. */
export const pushSubscription = v.object({
  endpoint: v.pipe(v.string(), v.maxBytes(limits.pushEndpointBytesMax)),
  keys: v.object({ p256dh: key, auth: key }),
  content: pushContent,
  level: pushLevel,
  quiet: v.optional(quietHours),
  silentUntil: v.optional(time),
});
/** A browser's subscription, and what its user wants of it. */
export interface PushSubscriptionSettings {
  /** Where the push service takes messages for that browser: an https: address. */
  endpoint: string;
  /** The browser's keys, base64url: `p256dh` its public key, `auth` a shared secret. */
  keys: { p256dh: string; auth: string };
  /** What a message may say. */
  content: PushContent;
  /** What calls the user where they chose nothing else for the conversation. */
  level: PushLevel;
  /** Hours of every day without messages. */
  quiet?: QuietHours | undefined;
  /** No messages before this time, in milliseconds since 1970-01-01 UTC. */
  silentUntil?: number | undefined;
}
