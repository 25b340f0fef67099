import type { Conversation } from "../../protocol/conversations.ts";
import type { ReceivedEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import type { Mention, MessageEvent } from "../../protocol/messages.ts";

/** The conversation after these events: mentions of the user that were not read are among `unreadMentions` [P44]; those of blocked users are not [P112a]. */
export function withMentions(
  conversation: Conversation,
  events: readonly ReceivedEvent[],
  userId: string | undefined,
  blocked: ReadonlySet<string> = new Set(),
): Conversation {
  let seqs: readonly number[] = conversation.unreadMentions ?? [];
  for (const event of events) {
    const by = event.type === "message" || event.type === "edit" ? event.by.id : undefined;
    const calls = by !== undefined && by !== userId && !blocked.has(by);
    if (event.type === "message" && calls) seqs = changed(seqs, event.seq, isCall(event, conversation, userId));
    if (event.type === "edit" && calls) seqs = changed(seqs, event.target, isMentioned(event.mentions, userId));
    if (event.type === "delete") seqs = changed(seqs, event.target, false);
  }
  return withUnread(conversation, seqs);
}

/** Those that the read marker has passed are read. */
export function withoutReadMentions(conversation: Conversation): Conversation {
  return withUnread(conversation, conversation.unreadMentions ?? []);
}

function withUnread(conversation: Conversation, seqs: readonly number[]): Conversation {
  const { unreadMentions: before = [], ...rest } = conversation;
  const unread = seqs.filter((seq) => seq > conversation.readSeq).slice(-limits.unreadMentionsMax);
  const isSame = unread.length === before.length && unread.every((seq, index) => seq === before[index]);
  if (isSame) return conversation;
  return { ...rest, ...(unread.length > 0 && { unreadMentions: unread }) };
}

function changed(seqs: readonly number[], seq: number, isUnread: boolean): readonly number[] {
  const others = seqs.filter((each) => each !== seq);
  if (isUnread) return [...others, seq].sort((one, other) => one - other);
  return others.length === seqs.length ? seqs : others;
}

/** It mentions the user, or answers them in a room [P44f]. */
function isCall({ mentions, reply }: MessageEvent, { kind }: Conversation, userId: string | undefined): boolean {
  return isMentioned(mentions, userId) || (kind === "room" && reply?.by !== undefined && reply.by.id === userId);
}

function isMentioned(mentions: readonly Mention[] | undefined, userId: string | undefined): boolean {
  return mentions?.some(({ user }) => user === undefined || user.id === userId) === true;
}
