import type { ComponentChild } from "preact";
import type { FoundMessage, HitRange } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { dateAndTime } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { showMessage } from "../state/navigation.ts";

/** Messages out of their conversation: a press goes to one of them. `nameOf` names the conversation, where that is not plain. */
export function MessageList({
  messages,
  nameOf,
}: {
  messages: readonly (FoundMessage & { readonly hits?: readonly HitRange[] })[];
  nameOf?: (conversationId: string) => string;
}) {
  return (
    <ul class="found-messages">
      {messages.map(({ conversationId, message, hits }) => (
        <li key={`${conversationId} ${message.seq}`}>
          <button type="button" class="found-message" onClick={() => showMessage(conversationId, message.seq)}>
            <Avatar person={message.by} />
            <span class="found-body">
              <span class="found-head">
                <bdi translate={false} class="author">
                  {message.by.nickname}
                </bdi>{" "}
                {nameOf && <span class="found-place">{nameOf(conversationId)}</span>}{" "}
                <time translate={false} dateTime={new Date(message.at).toISOString()}>
                  {dateAndTime(message.at)}
                </time>
              </span>
              <span class="found-text" dir="auto">
                {message.isDeleted ? words.value.messages.deleted : <Excerpt text={message.text} hits={hits} />}{" "}
                {message.files?.map(({ name }) => name).join(", ")}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Before the first hit so much of the text is shown. */
const CONTEXT_CHARACTERS = 60;
const EXCERPT_CHARACTERS = 300;

/** The text around its first hit, with the hits marked. */
function Excerpt({ text, hits = [] }: { text: string; hits?: readonly HitRange[] | undefined }) {
  const start = Math.max(0, (hits[0]?.start ?? 0) - CONTEXT_CHARACTERS);
  const end = start + EXCERPT_CHARACTERS;
  const parts: ComponentChild[] = [];
  let at = start;
  for (const hit of hits) {
    if (hit.start >= end) break;
    parts.push(text.slice(at, hit.start), <mark key={hit.start}>{text.slice(hit.start, hit.start + hit.length)}</mark>);
    at = hit.start + hit.length;
  }
  return (
    <>
      {start > 0 && "…"}
      {parts}
      {text.slice(at, Math.max(at, end))}
      {end < text.length && "…"}
    </>
  );
}
