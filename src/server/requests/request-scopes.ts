import type { BotScope } from "../../protocol/bots.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { UpFrame } from "../../protocol/frames/up.ts";

/** What a bot may. */
export interface BotScopes {
  readonly scopes: readonly BotScope[];
}

/** What a bot asks; it may always greet and answer pings. */
type ScopedFrame = Exclude<UpFrame["type"], "hello" | "ping" | "pong">;

/** No bot may, whatever its scopes are. */
const never = undefined;

/** The scope that a bot needs for each frame [P217]; PROTOCOL.md has the same table. A frame without a row does not compile. */
// biome-ignore format: a table reads best with one row a line.
export const frameScopes: { readonly [Type in ScopedFrame]: BotScope | undefined } = {
  history: "read", pins: "read", reactors: "read", mentions: "read", search: "read", rooms: "read", members: "read", person: "read",
  resume: "read", watch: "read", unwatch: "read", read: "read", "read-all": "read",

  send: "write", edit: "write", delete: "write", react: "write", unreact: "write", typing: "write", broadcast: "write",

  join: "join", leave: "join", "accept-invitation": "join", "decline-invitation": "join",

  pin: never, unpin: never, "create-room": never, "describe-room": never, "open-direct": never, invite: never, "withdraw-invitation": never,
  "create-invite-link": never, "invite-links": never, "revoke-invite-link": never, "use-invite-link": never,
  "set-rules": never, "set-role": never, mute: never, unmute: never, "set-voice": never, kick: never, ban: never, unban: never,
  restrictions: never, "raise-hand": never, "lower-hand": never, report: never, reports: never, "resolve-report": never,
  "create-bot": never, bots: never, "reset-bot-token": never, "delete-bot": never,
  "update-profile": never, block: never, unblock: never, "share-reads": never, configure: never, "subscribe-push": never, "unsubscribe-push": never,
};

/** Throws `not-allowed` for a bot that may not send that frame. */
export function requireFrameScope(grant: BotScopes | undefined, type: ScopedFrame): void {
  requireScope(grant, frameScopes[type]);
}

/** Throws `not-allowed` for a bot without that scope; without one, for every bot. People have no scopes. */
export function requireScope(grant: BotScopes | undefined, scope: BotScope | undefined): void {
  if (grant === undefined) return;
  if (scope === undefined) throw new ShoalError("not-allowed", { message: "Bots cannot do that." });
  if (!grant.scopes.includes(scope)) {
    throw new ShoalError("not-allowed", { message: `The token of this bot lacks the scope \`${scope}\`.` });
  }
}
