import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { Seen } from "./message-tools.ts";

const icons = { sending: "clock", sent: "check", failed: "warning" } as const;

interface DeliveryProps {
  state: "sending" | "sent" | "failed";
  conversationId: string;
  /** Of a stored message. */
  seq: number | undefined;
}

/** Of the user's own messages only; the older ones have long been sent. */
export function Delivery({ state, conversationId, seq }: DeliveryProps) {
  const say = words.value.messages;
  const label = { sending: say.sending, sent: say.sent, failed: say.notSent }[state];
  return (
    <span class="delivery" title={label}>
      <Icon name={icons[state]} />
      <span class="hidden-text">{label} </span>
      {seq !== undefined && <Seen {...{ conversationId, seq }} />}
    </span>
  );
}
