import * as v from "valibot";

// What of an export of Slack is read. Fields that are missing or of another type are passed over: exports of all years differ.

const optionalText = v.optional(v.fallback(v.string(), ""));
const flag = v.optional(v.fallback(v.boolean(), false));
const count = v.optional(v.fallback(v.number(), 0));

export const slackUser = v.object({
  id: v.string(),
  team_id: optionalText,
  name: optionalText,
  deleted: flag,
  is_bot: flag,
  is_admin: flag,
  updated: count,
  profile: v.optional(v.fallback(v.object({ display_name: optionalText, real_name: optionalText }), {})),
});
export type SlackUser = v.InferOutput<typeof slackUser>;

const described = v.optional(v.fallback(v.object({ value: optionalText }), {}));
const pin = v.object({ id: v.string(), user: optionalText, created: count });

export const slackChannel = v.object({
  id: v.string(),
  name: optionalText,
  creator: optionalText,
  created: count,
  is_archived: flag,
  is_general: flag,
  members: v.optional(v.fallback(v.array(v.string()), []), []),
  topic: described,
  purpose: described,
  pins: v.optional(v.fallback(v.array(pin), []), []),
});
export type SlackChannel = v.InferOutput<typeof slackChannel>;

const reaction = v.object({ name: v.string(), users: v.fallback(v.array(v.string()), []) });
const file = v.object({ name: optionalText, title: optionalText, permalink: optionalText, url_private: optionalText });

export const slackMessage = v.object({
  type: optionalText,
  subtype: optionalText,
  ts: v.pipe(v.string(), v.regex(/^\d{1,12}\.\d{1,6}$/)),
  user: optionalText,
  bot_id: optionalText,
  username: optionalText,
  user_profile: v.optional(v.fallback(v.object({ display_name: optionalText, real_name: optionalText }), {})),
  text: optionalText,
  thread_ts: optionalText,
  edited: v.optional(v.fallback(v.object({ ts: optionalText }), {})),
  reactions: v.optional(v.fallback(v.array(reaction), []), []),
  files: v.optional(v.fallback(v.array(file), []), []),
});
export type SlackMessage = v.InferOutput<typeof slackMessage>;

/** Milliseconds of a time such as `1706702400.000200`. */
export function millisecondsOf(ts: string): number {
  return Math.round(Number(ts) * 1_000);
}
