import * as v from "valibot";
import { newToken } from "../../protocol/ids.ts";
import { BOT_TOKEN_PREFIX, botToken } from "../../protocol/session-tokens.ts";
import { hashSecret } from "./secrets.ts";

const BYTES_OF_CHECKSUM = 4;
/** Of base64url without padding. */
const CHARACTERS_OF_CHECKSUM = 6;

/** A fresh token of a bot: the prefix, 32 random bytes, and a checksum by which a scanner knows it without asking the server [P216]. */
export function newBotToken(): string {
  const secret = BOT_TOKEN_PREFIX + newToken();
  return secret + checksumOf(secret);
}

/** Whether that was once made by `newBotToken`, by its form and its checksum. */
export function isBotToken(text: string): boolean {
  if (!v.is(botToken, text)) return false;
  return checksumOf(text.slice(0, -CHARACTERS_OF_CHECKSUM)) === text.slice(-CHARACTERS_OF_CHECKSUM);
}

export function looksLikeBotToken(text: string): boolean {
  return text.startsWith(BOT_TOKEN_PREFIX);
}

/** Another hash than that of other tokens: a node of a version without bots finds no session by it, and so grants no rights without scopes. */
export function hashBotToken(token: string): string {
  return hashSecret(`bot:${token}`);
}

/** CRC-32 as of zip files, the most significant byte first, in base64url. */
function checksumOf(text: string): string {
  const bytes = Buffer.alloc(BYTES_OF_CHECKSUM);
  bytes.writeUInt32BE(Bun.hash.crc32(text));
  return bytes.toString("base64url");
}
