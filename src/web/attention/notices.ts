import { effect } from "@preact/signals";
import type { Conversation, MessageEvent } from "../../client/index.ts";
import { nameOf } from "../conversations/conversation-name.ts";
import { mentionLabels } from "../messages/mention-labels.ts";
import type { Chat } from "../state/chat.ts";
import { isAttentive } from "../state/environment.ts";
import { showMessage } from "../state/navigation.ts";
import { isSoundOn, noticeLevel } from "../state/preferences.ts";
import { plainTextOf } from "../text/plain-text.ts";
import { FrontTab } from "./front-tab.ts";
import { isCall } from "./is-call.ts";
import { playDrop } from "./play-drop.ts";

const TEXT_CHARACTERS_MAX = 200;
/** At most one sound in this time. */
const SOUND_PAUSE_MS = 2_000;

/** Tells a user who looks elsewhere of messages that call them. The result stops it. */
export function tellOfMessages(chat: Chat): () => void {
  /** By conversation: they go when the user is back. */
  const shown = new Map<string, Notification>();
  let soundedAt = -SOUND_PAUSE_MS;
  const tab = new FrontTab();
  const stopFollowing = tab.follow();

  const stopListening = chat.client.on("message", ({ conversationId, event }) => {
    const conversation = chat.client.conversations.get(conversationId);
    if (conversation === undefined || isAttentive.peek() || !tab.speaks) return;
    if (chat.blocked.peek().has(event.by.id)) return;
    if (!isCall(event, conversation, { level: noticeLevel.peek(), userId: chat.me.id })) return;
    const notice = show(conversation, event);
    if (notice !== undefined) shown.set(conversationId, notice);
    const now = performance.now();
    if (!isSoundOn.peek() || now - soundedAt < SOUND_PAUSE_MS) return;
    soundedAt = now;
    playDrop();
  });
  const stopTakingAway = effect(() => {
    if (!isAttentive.value) return;
    for (const notice of shown.values()) notice.close();
    shown.clear();
  });
  return () => {
    stopListening();
    stopTakingAway();
    stopFollowing();
  };
}

function show(conversation: Conversation, message: MessageEvent): Notification | undefined {
  if (!("Notification" in globalThis) || Notification.permission !== "granted") return undefined;
  const { nickname } = message.by;
  const title = conversation.kind === "direct" ? nickname : `${nickname} · ${nameOf(conversation)}`;
  const names = message.files?.map(({ name }) => name) ?? [];
  const body = [plainTextOf(message.text, mentionLabels(message)), ...names].filter(Boolean).join(" · ");
  try {
    const notice = new Notification(title, {
      body: body.slice(0, TEXT_CHARACTERS_MAX),
      // The newest of a conversation takes the place of the one before.
      tag: conversation.id,
      icon: "/icon.svg",
    });
    notice.onclick = () => {
      window.focus();
      notice.close();
      showMessage(conversation.id, message.seq);
    };
    return notice;
  } catch {
    return undefined; // browsers of phones show them from service workers only
  }
}
