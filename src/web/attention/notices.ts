import { effect } from "@preact/signals";
import { type Conversation, type MessageEvent, systemClock } from "../../client/index.ts";
import { nameOf } from "../conversations/conversation-name.ts";
import { mentionLabels } from "../messages/mention-labels.ts";
import type { Chat } from "../state/chat.ts";
import { isAttentive } from "../state/environment.ts";
import { showMessage } from "../state/navigation.ts";
import { isSoundOn, noticeLevel } from "../state/preferences.ts";
import { plainTextOf } from "../text/plain-text.ts";
import type { ShowMessage } from "../worker/push-message.ts";
import { FrontTab } from "./front-tab.ts";
import { isCall } from "./is-call.ts";
import { isDisturbanceUnwanted } from "./notice-preferences.ts";
import { playDrop } from "./play-drop.ts";
import { pushContent } from "./push-device.ts";
import { type Notice, showNotice, takeAllAway } from "./show-notice.ts";

const TEXT_CHARACTERS_MAX = 200;
/** At most one sound in this time. */
const SOUND_PAUSE_MS = 2_000;

/** Tells a user who looks elsewhere of messages that call them. The result stops it. */
export function tellOfMessages(chat: Chat): () => void {
  /** By conversation: they go when the user is back. */
  const shown = new Map<string, () => void>();
  let soundedAt = -SOUND_PAUSE_MS;
  const tab = new FrontTab();
  const stopFollowing = tab.follow();

  const stopListening = chat.client.on("message", ({ conversationId, event }) => {
    const conversation = chat.client.conversations.get(conversationId);
    if (conversation === undefined || chat.blocked.peek().has(event.by.id)) return;
    if (!isCall(event, conversation, { level: noticeLevel.peek(), userId: chat.me.id })) return;
    // A sign of life: this page tells the user, and the server need not push [P130d].
    if (pushContent.peek() !== undefined) chat.client.probe();
    if (isAttentive.peek() || !tab.speaks || isDisturbanceUnwanted(systemClock.now())) return;
    void showNotice(noticeOf(conversation, event)).then((takeAway) => {
      if (takeAway === undefined) return;
      if (isAttentive.peek()) takeAway();
      else shown.set(conversationId, takeAway);
    });
    const now = performance.now();
    if (!isSoundOn.peek() || now - soundedAt < SOUND_PAUSE_MS) return;
    soundedAt = now;
    playDrop();
  });
  const stopTakingAway = effect(() => {
    if (!isAttentive.value) return;
    for (const takeAway of shown.values()) takeAway();
    shown.clear();
    void takeAllAway();
  });
  const stopHearing = hearPresses();
  return () => {
    stopListening();
    stopTakingAway();
    stopFollowing();
    stopHearing();
  };
}

/** Presses on the service worker's notifications. */
function hearPresses(): () => void {
  const hear = ({ data }: { readonly data: unknown }): void => {
    if (isShowMessage(data)) showMessage(data.conversationId, data.seq);
  };
  navigator.serviceWorker?.addEventListener("message", hear);
  return () => navigator.serviceWorker?.removeEventListener("message", hear);
}

function isShowMessage(data: unknown): data is ShowMessage {
  return typeof data === "object" && data !== null && "type" in data && data.type === "show-message";
}

function noticeOf(conversation: Conversation, message: MessageEvent): Notice {
  const { nickname } = message.by;
  const names = message.files?.map(({ name }) => name) ?? [];
  const body = [plainTextOf(message.text, mentionLabels(message)), ...names].filter(Boolean).join(" · ");
  return {
    title: conversation.kind === "direct" ? nickname : `${nickname} · ${nameOf(conversation)}`,
    body: body.slice(0, TEXT_CHARACTERS_MAX),
    place: { conversationId: conversation.id, seq: message.seq },
    onPress: () => showMessage(conversation.id, message.seq),
  };
}
