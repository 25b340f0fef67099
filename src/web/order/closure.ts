import { type Conversation, type Mute, may, type Standing } from "../../client/index.ts";

/** Why the user cannot write in a conversation at all. */
export type Closure =
  | { readonly kind: "archived" }
  | { readonly kind: "locked" }
  | { readonly kind: "muted"; readonly mute: Mute; readonly isEverywhere: boolean };

/** The same that the server asks before it takes a message [P172, P173, P177]; undefined where the user can write. */
export function closureOf(
  conversation: Conversation,
  standing: Standing,
  serverMute: Mute | undefined,
  now: number,
): Closure | undefined {
  if (holds(serverMute, now)) return { kind: "muted", mute: serverMute, isEverywhere: true };
  if (conversation.kind === "direct") return undefined;
  const { isArchived, mute, hasVoice, rules } = conversation;
  if (isArchived === true) return { kind: "archived" };
  if (holds(mute, now)) return { kind: "muted", mute, isEverywhere: false };
  const isLocked = rules?.isLocked === true && hasVoice !== true && !may(standing, "ignore-rules", conversation);
  return isLocked ? { kind: "locked" } : undefined;
}

function holds(mute: Mute | undefined, now: number): mute is Mute {
  return mute !== undefined && (mute.until === undefined || mute.until > now);
}
