import { useMemo } from "preact/hooks";
import type { Chat, ChatSituation } from "../chat.ts";
import { datesOf } from "../dates.ts";
import { sentenceOf, type Words, wordsOf } from "../words.ts";
import { Announcer } from "./announcer.tsx";
import { Composer } from "./composer.tsx";
import { ConnectionLine } from "./connection-line.tsx";
import { NicknameForm } from "./nickname-form.tsx";
import { TimelineView } from "./timeline-view.tsx";
import { TypingLine } from "./typing-line.tsx";

interface ChatViewProps {
  chat: Chat;
  situation: ChatSituation;
  /** A tag, such as `zh-CN`. */
  language: string;
}

/** Everything in the element's shadow. */
export function ChatView({ chat, situation, language }: ChatViewProps) {
  const say = wordsOf(language);
  const { tag } = say;
  const dates = useMemo(() => datesOf(language), [language]);
  if (situation.kind !== "open") {
    return (
      <div class="chat" part="chat" lang={tag}>
        <div class="middle">{inMiddle(chat, situation, say)}</div>
      </div>
    );
  }
  const { room } = situation;
  return (
    <div class="chat" part="chat" lang={tag} key={room.conversationId}>
      <TimelineView {...{ room, say, dates }} />
      <TypingLine {...{ room, say }} />
      <ConnectionLine {...{ client: room.client, say }} />
      <Composer {...{ room, say }} />
      <Announcer {...{ room, say }} />
    </div>
  );
}

function inMiddle(chat: Chat, situation: Exclude<ChatSituation, { kind: "open" }>, say: Words) {
  switch (situation.kind) {
    case "incomplete":
      return <p class="note">{say.incomplete}</p>;
    case "signing-in":
      return (
        <p class="note late" role="status">
          {say.connecting}
        </p>
      );
    case "entering":
      return (
        <p class="note late" role="status">
          {situation.client.state === "live" ? say.loading : say.connecting}
        </p>
      );
    case "asking":
      return <NicknameForm {...{ chat, say }} nickname={situation.nickname} error={situation.error} />;
    case "failed":
      return (
        <div class="failure" part="error" role="alert">
          <p>{sentenceOf(situation.error, say)}</p>
          <button type="button" class="button" onClick={() => chat.tryAgain()}>
            {say.retry}
          </button>
        </div>
      );
  }
}
