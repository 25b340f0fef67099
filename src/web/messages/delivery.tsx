import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";

const icons = { sending: "clock", sent: "check", failed: "warning" } as const;

/** Of the user's own messages only; the older ones have long been sent. */
export function Delivery({ state }: { state: "sending" | "sent" | "failed" }) {
  const say = words.value.messages;
  const label = { sending: say.sending, sent: say.sent, failed: say.notSent }[state];
  return (
    <span class="delivery" title={label}>
      <Icon name={icons[state]} />
      <span class="hidden-text">{label}</span>
    </span>
  );
}
