import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { type Person, pictureAddress } from "../../client/index.ts";
import { initialsOf, styleOfTone, toneOf } from "../../web/avatar-look.ts";
import { isolated } from "../../web/i18n/isolated.ts";
import { mentionLabels } from "../../web/messages/mention-labels.ts";
import type { MessageRow, ShownMessage } from "../../web/messages/rows.ts";
import { plainTextOf } from "../../web/text/plain-text.ts";
import type { Dates } from "../dates.ts";
import type { OpenRoom } from "../open-room.ts";
import { nameOf, type Words } from "../words.ts";
import { FileList } from "./file-list.tsx";
import { MessageText } from "./message-text.tsx";
import { Reactions } from "./reactions.tsx";

interface MessageViewProps {
  row: MessageRow;
  room: OpenRoom;
  say: Words;
  dates: Dates;
  isLastOwn: boolean;
}

/** A message: "author, text" first, for those who hear it. */
export function MessageView({ row: { message, isHeading }, room, say, dates, isLastOwn }: MessageViewProps) {
  const isOwn = message.by.id === room.me.id;
  const state = message.outgoing?.state ?? "stored";
  const name = nameOf(message.by, say);
  return (
    <li
      class={`message${isHeading ? " heading" : ""}${isOwn ? " own" : ""}`}
      part={isOwn ? "message message-own" : "message"}
      data-state={state}
      data-seq={message.seq}
    >
      {!isOwn && isHeading && <Avatar person={message.by} url={room.client.url} />}
      <div class="message-main">
        <p class={isHeading && !isOwn ? "author" : "author hidden-text"} part="author">
          <bdi translate={false} style={styleOfTone(toneOf(message.by))}>
            {name}
          </bdi>
        </p>
        <div class="bubble" part={isOwn ? "bubble bubble-own" : "bubble"}>
          <Content {...{ message, room, say }} />
          <span class="stamp">
            {message.editedAt !== undefined && <>{say.edited} · </>}
            <time translate={false} title={dates.full(message.at)}>
              {dates.time(message.at)}
            </time>
          </span>
        </div>
        {message.outgoing === undefined && message.reactions !== undefined && <Reactions {...{ message, room, say }} />}
        {state === "failed" && <Failed {...{ message, room, say }} />}
        {state === "sending" && <p class="delivery late">{say.sending}</p>}
        {isLastOwn && (state === "sent" || state === "stored") && <p class="delivery hidden-text">{say.sent}</p>}
      </div>
    </li>
  );
}

function Content({ message, room, say }: { message: ShownMessage; room: OpenRoom; say: Words }): ComponentChildren {
  const mentions = useMemo(() => mentionLabels(message), [message.mentions]);
  if (message.isDeleted === true) return <p class="gone">{say.deleted}</p>;
  const { reply, files, text } = message;
  return (
    <>
      {reply !== undefined && (
        <blockquote class="quote" part="quote">
          {reply.by !== undefined && <b>{isolated(nameOf(reply.by, say))}</b>}
          <span dir="auto">{reply.text === undefined ? say.deleted : plainTextOf(reply.text)}</span>
        </blockquote>
      )}
      {text !== "" && <MessageText {...{ text, mentions }} ownUserId={room.me.id} />}
      {files !== undefined && <FileList {...{ files, room, say }} />}
    </>
  );
}

function Failed({ message: { outgoing }, room: { client }, say }: { message: ShownMessage; room: OpenRoom; say: Words }) {
  if (outgoing === undefined) return null;
  const { clientMessageId } = outgoing;
  return (
    <p class="failed" role="alert">
      {say.notSent}{" "}
      <button type="button" class="quiet" onClick={() => client.retry(clientMessageId)}>
        {say.retry}
      </button>
      <button type="button" class="quiet" onClick={() => client.discard(clientMessageId)}>
        {say.discard}
      </button>
    </p>
  );
}

/** The name stands beside it: this is no text. */
function Avatar({ person, url }: { person: Person; url: string }) {
  const { picture } = person;
  return (
    <span
      class="avatar"
      part="avatar"
      style={styleOfTone(toneOf(person))}
      data-initials={initialsOf(person.nickname)}
      aria-hidden="true"
    >
      {/* Without `crossorigin` a browser does not say which site asks, and the server refuses it. */}
      {picture && <img key={picture} src={pictureAddress(url, picture)} crossOrigin="anonymous" alt="" loading="lazy" />}
    </span>
  );
}
