import { type CustomData, isEmptyData } from "../../../../protocol/custom-data.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import { limits } from "../../../../protocol/limits.ts";
import { type MessageChange, withChange } from "../../../../protocol/message-changes.ts";
import type { MessageEvent } from "../../../../protocol/messages.ts";
import type { MessageEdit, MessageTarget, Reaction } from "../../storage.ts";
import { detailsOf, EventReader } from "../event-rows.ts";
import { personOf } from "../person-rows.ts";
import { audit } from "./audit.ts";
import { blockRefusalIn } from "./blocks.ts";
import { doomFilesOf } from "./files.ts";
import { memberOf } from "./members.ts";
import { forgetMentions, noteMentions } from "./mentions.ts";
import { noteScrub, type OpenMessage, openMessage, writeState } from "./message-rows.ts";
import { anyUser } from "./people.ts";
import { requireSpeech } from "./rules.ts";
import { requireMayActOn, requireMemberMay } from "./standing.ts";
import type { NewEvent, Transaction } from "./transaction.ts";

type NewChange = Extract<NewEvent, { type: MessageChange["type"] }>;

export function editMessage(transaction: Transaction, edit: MessageEdit): void {
  const message = openMessage(transaction, edit);
  const { log, member, state } = message;
  requireMemberMay(transaction, member, isOwn(message) ? "edit-own" : "edit-other", log);
  requireKept(message);
  const newMentions = edit.mentions ?? [];
  if (newMentions.some(({ userId }) => userId === undefined)) requireMemberMay(transaction, member, "mention-all", log);
  const mentions = newMentions.length === 0 ? undefined : new EventReader(transaction.database, log.key).mentions(newMentions);
  const text = edit.text.toWellFormed();
  const data = dataAfter(state, edit);
  const isSame =
    text === state.text && JSON.stringify(detailsOf({ ...state, mentions, data })) === JSON.stringify(detailsOf(state));
  if (isSame) return;
  requireNoBlock(transaction, message);
  requireSpeech(transaction, log, member, { at: edit.at, text });

  const content = { text, ...(mentions && { mentions }), ...(data && { data }) };
  change(transaction, message, { ...changeOf(message, edit), type: "edit", ...content });
  forgetMentions(transaction, log, state.seq);
  noteMentions(transaction, { log, author: member, seq: state.seq, at: state.at }, { mentions: newMentions, reply: state.reply });
}

export function deleteMessage(transaction: Transaction, target: MessageTarget & { reason?: string | undefined }): void {
  const message = openMessage(transaction, target);
  const { log, member, state } = message;
  requireMemberMay(transaction, member, isOwn(message) ? "delete-own" : "delete-other", log);
  if (state.isDeleted === true) return;
  const author = isOwn(message) ? undefined : memberOf(transaction, log, state.by.id);
  if (author) requireMayActOn(transaction, message, author);

  const { database } = transaction;
  const reason = isOwn(message) ? undefined : target.reason;
  change(transaction, message, { ...changeOf(message, target), type: "delete", ...(reason !== undefined && { reason }) });
  database.run("DELETE FROM reactions WHERE log_key = ? AND seq = ?", log.key, state.seq);
  database.run("DELETE FROM pins WHERE log_key = ? AND seq = ?", log.key, state.seq);
  doomFilesOf(transaction, log, state.seq);
  forgetMentions(transaction, log, state.seq);
  if (isOwn(message)) return;
  const userKey = author?.key ?? anyUser(transaction, state.by.id).key;
  audit(transaction, {
    ...{ at: target.at, act: "delete", actorKey: member.key, userKey, conversationKey: log.key },
    details: { seq: state.seq, reason },
  });
}

export function react(transaction: Transaction, reaction: Reaction): void {
  const message = openMessage(transaction, reaction);
  const { log, member, state } = message;
  const { emoji } = reaction;
  requireMemberMay(transaction, member, "react", log);
  requireKept(message);
  if (hasReacted(transaction, message, emoji)) return;
  requireNoBlock(transaction, message);
  requireSpeech(transaction, log, member, { at: reaction.at, isReaction: true });
  const { reactions = [] } = state;
  const isKnownEmoji = reactions.some((known) => known.emoji === emoji);
  if (!isKnownEmoji && reactions.length >= limits.reactionKindsMax) throw new ShoalError("too-many-reactions");

  change(transaction, message, { ...changeOf(message, reaction), type: "react", emoji });
  transaction.database.run(
    "INSERT INTO reactions (log_key, seq, user_key, emoji, reacted_seq) VALUES (?, ?, ?, ?, ?)",
    ...([log.key, state.seq, member.key, emoji, log.head] as const),
  );
}

export function unreact(transaction: Transaction, reaction: Reaction): void {
  const message = openMessage(transaction, reaction);
  const { log, member, state } = message;
  const { emoji } = reaction;
  requireMemberMay(transaction, member, "react", log);
  if (!hasReacted(transaction, message, emoji)) return;

  change(transaction, message, { ...changeOf(message, reaction), type: "unreact", emoji });
  transaction.database.run(
    "DELETE FROM reactions WHERE log_key = ? AND seq = ? AND user_key = ? AND emoji = ?",
    ...([log.key, state.seq, member.key, emoji] as const),
  );
}

export function pin(transaction: Transaction, target: MessageTarget): void {
  const message = openMessage(transaction, target);
  const { log, member, state } = message;
  requireMemberMay(transaction, member, "pin", log);
  requireKept(message);
  if (isPinned(transaction, message)) return;
  requireNoBlock(transaction, message);
  requireSpeech(transaction, log, member, { at: target.at });
  const pinned = transaction.database.one<{ count: number }>("SELECT count(*) AS count FROM pins WHERE log_key = ?", log.key);
  if ((pinned?.count ?? 0) >= limits.pinsMax) throw new ShoalError("too-many-pins");

  change(transaction, message, { ...changeOf(message, target), type: "pin" });
  transaction.database.run("INSERT INTO pins (log_key, seq, pinned_seq) VALUES (?, ?, ?)", log.key, state.seq, log.head);
}

export function unpin(transaction: Transaction, target: MessageTarget): void {
  const message = openMessage(transaction, target);
  const { log, member, state } = message;
  requireMemberMay(transaction, member, "pin", log);
  if (!isPinned(transaction, message)) return;
  // It takes away what another member has put there, as a rule.
  requireSpeech(transaction, log, member, { at: target.at });

  change(transaction, message, { ...changeOf(message, target), type: "unpin" });
  transaction.database.run("DELETE FROM pins WHERE log_key = ? AND seq = ?", log.key, state.seq);
}

/** An edit without data leaves what is there; an empty object takes it away [P226a]. */
function dataAfter({ data }: MessageEvent, edit: MessageEdit): CustomData | undefined {
  if (edit.data === undefined) return data;
  return isEmptyData(edit.data) ? undefined : edit.data;
}

/** What puts something new before the other one. Taking something back stays possible. */
function requireNoBlock(transaction: Transaction, { log, member }: OpenMessage): void {
  const refusal = blockRefusalIn(transaction, log, member);
  if (refusal) throw refusal;
}

function changeOf(
  { member }: OpenMessage,
  { seq, at }: MessageTarget,
): { at: number; by: ReturnType<typeof personOf>; target: number } {
  return { at, by: personOf(member), target: seq };
}

/** The event in the log and the state beside it, in one transaction. */
function change(transaction: Transaction, message: OpenMessage, event: NewChange): void {
  const placed = transaction.append(message.log, message.member.key, event);
  if (!placed) throw new Error("a change has no clientMessageId");
  const state = withChange(message.state, placed as MessageChange);
  if (state === message.state) return;
  if (state.text !== message.state.text || state.isDeleted === true) noteScrub(transaction, message.log, state.seq);
  writeState(transaction, message, state);
}

/** The index has forgotten these texts. */
export function forgetScrubs({ database }: Transaction, { upToId }: { upToId: number }): void {
  database.run("DELETE FROM scrubs WHERE id <= ?", upToId);
}

function isOwn({ member, state }: OpenMessage): boolean {
  return state.by.id === member.id;
}

function requireKept({ state }: OpenMessage): void {
  if (state.isDeleted === true) throw new ShoalError("message-deleted");
}

function hasReacted({ database }: Transaction, { log, member, state }: OpenMessage, emoji: string): boolean {
  const sql = "SELECT 1 FROM reactions WHERE log_key = ? AND seq = ? AND user_key = ? AND emoji = ?";
  return database.one(sql, log.key, state.seq, member.key, emoji) !== undefined;
}

function isPinned({ database }: Transaction, { log, state }: OpenMessage): boolean {
  return database.one("SELECT 1 FROM pins WHERE log_key = ? AND seq = ?", log.key, state.seq) !== undefined;
}
