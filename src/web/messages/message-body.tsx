import type { ComponentChildren } from "preact";
import type { Person } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { RichText } from "../text/rich-text.tsx";

interface MessageBodyProps {
  person: Person;
  text: string;
  isHeading: boolean;
  time: ComponentChildren;
  /** Of the user's own messages only; the older ones have long been sent. */
  state?: "sending" | "sent" | "failed" | undefined;
  children?: ComponentChildren;
}

/** Author and time above the first message of a group; the others show their time beside them when pointed at. */
export function MessageBody({ person, text, isHeading, time, state, children }: MessageBodyProps) {
  return (
    <li class={isHeading ? "message heading" : "message"} data-state={state}>
      <div class="message-side">{isHeading ? <Avatar person={person} /> : time}</div>
      <div class="message-main">
        {isHeading ? (
          <p class="message-head">
            <bdi translate={false} class="author">
              {person.nickname}
            </bdi>{" "}
            {time}
          </p>
        ) : (
          <span class="hidden-text">
            <bdi translate={false} class="author">
              {person.nickname}
            </bdi>
            :{" "}
          </span>
        )}
        <div class="message-text" dir="auto">
          <RichText text={text} />
        </div>
        {children}
      </div>
      {state !== undefined && <Delivery state={state} />}
    </li>
  );
}

const deliveryIcons = { sending: "clock", sent: "check", failed: "warning" } as const;

function Delivery({ state }: { state: "sending" | "sent" | "failed" }) {
  const say = words.value.messages;
  const label = { sending: say.sending, sent: say.sent, failed: say.notSent }[state];
  return (
    <span class="delivery" title={label}>
      <Icon name={deliveryIcons[state]} />
      <span class="hidden-text">{label}</span>
    </span>
  );
}
