import { type Mute, may, type Room } from "../../client/index.ts";
import { words } from "./i18n/words.ts";
import { sayMoment } from "./lengths.ts";
import type { Talk } from "./talk.ts";

const say = words.order;

/** Why the user cannot write in the shown conversation now; `undefined` where nothing is in the way. */
export function obstacleSentence(talk: Talk): string | undefined {
  const { client, shown, clock } = talk;
  const now = clock.now();
  const serverMute = client.moderation.serverStanding.mute;
  if (holds(serverMute, now)) return muteSentence(serverMute, say.own.muted, now);
  if (shown?.kind !== "room") return undefined;
  if (shown.isArchived === true) return say.closed.archived;
  if (holds(shown.mute, now)) return muteSentence(shown.mute, say.closed.muted, now);
  if (may(talk.standing, "ignore-rules", shown)) return undefined;
  if (shown.rules?.isLocked === true && shown.hasVoice !== true) return say.closed.locked;
  return slowSentence(talk, shown, now);
}

function slowSentence(talk: Talk, { rules }: Room, now: number): string | undefined {
  const spanMs = (rules?.slowModeSeconds ?? 0) * 1_000;
  const sentAt = spanMs === 0 ? undefined : talk.lastSentAt;
  if (sentAt === undefined) return undefined;
  // Never longer than the rule says, whichever way a clock was set since.
  const leftMs = Math.min(spanMs, sentAt + spanMs - now);
  return leftMs > 0 ? say.closed.slow(Math.ceil(leftMs / 1_000)) : undefined;
}

/** By the user's clock: the server decides. */
function holds(mute: Mute | undefined, now: number): mute is Mute {
  return mute !== undefined && (mute.until === undefined || mute.until > now);
}

export function muteSentence({ until, reason }: Mute, sentence: (until: string | undefined) => string, now: number): string {
  return say.because(sentence(until === undefined ? undefined : sayMoment(until, now)), reason);
}
