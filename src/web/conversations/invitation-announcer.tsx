import { useEffect, useRef, useState } from "preact/hooks";
import type { Invitation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";

/** More at once are counted and not read out. */
const READ_OUT_MAX = 3;

/** Reads out who invites, also where the list of conversations is closed. */
export function InvitationAnnouncer() {
  const invitations = useChat().invitations.value;
  const told = useRef<ReadonlySet<string>>(new Set());
  const [text, setText] = useState("");

  useEffect(() => {
    const fresh = [...invitations.values()].filter((invitation) => !told.current.has(keyOf(invitation)));
    told.current = new Set([...invitations.values()].map(keyOf));
    const say = words.peek().invitations;
    if (fresh.length > READ_OUT_MAX) setText(say.arrived(fresh.length));
    else if (fresh.length > 0) setText(fresh.map(({ by, name }) => say.asks(by.nickname, name)).join("\n"));
  }, [invitations]);

  return (
    <div class="hidden-text" aria-live="polite">
      {text}
    </div>
  );
}

function keyOf({ conversationId, by, at }: Invitation): string {
  return `${conversationId} ${by.id} ${at}`;
}
