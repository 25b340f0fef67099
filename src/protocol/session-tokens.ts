import * as v from "valibot";

/** What a bot's token begins with, for scanners of leaked secrets [P216]. */
export const BOT_TOKEN_PREFIX = "shb_";
/** The prefix, 32 random bytes and a checksum. */
export const botToken = v.pipe(v.string(), v.regex(/^shb_[A-Za-z0-9_-]{49}$/));
/** The token of a session: of a user's, or of a bot's. */
export const sessionToken = v.pipe(v.string(), v.regex(/^(?:[A-Za-z0-9_-]{43}|shb_[A-Za-z0-9_-]{49})$/));
