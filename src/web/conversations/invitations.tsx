import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Invitation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { isolated } from "../i18n/isolated.ts";
import { words } from "../i18n/words.ts";
import { show } from "../state/navigation.ts";

/** Many invitations of strangers do not push the user's own conversations out of sight. */
const SHOWN_MAX = 3;

/** Rooms that the user was asked into; those of people whom they talk with come first. */
export function Invitations() {
  const { invitations, directWith } = useChat();
  const [isWhole, setWhole] = useState(false);
  const section = useRef<HTMLElement>(null);
  const isStranger = ({ by }: Invitation) => Number(directWith(by.id) === undefined);
  const all = [...invitations.value.values()].sort((one, other) => isStranger(one) - isStranger(other));
  const shown = isWhole ? all : all.slice(0, SHOWN_MAX);

  // Read before the rows change: the focused element may be gone after that.
  const focusedId = document.activeElement?.closest<HTMLElement>(".invitation")?.dataset.id;
  useLayoutEffect(() => {
    if (focusedId === undefined || shown.some(({ conversationId }) => conversationId === focusedId)) return;
    const next = section.current?.querySelector("button") ?? document.querySelector<HTMLElement>(".nav-link[aria-current]");
    next?.focus();
  });

  if (all.length === 0) return null;
  return (
    <section ref={section} class="invitations" aria-labelledby="invitations-title">
      <h2 id="invitations-title" class="nav-title">
        {words.value.invitations.title}
      </h2>
      <ul class="invitation-list">
        {shown.map((invitation) => (
          <InvitationRow key={invitation.conversationId} invitation={invitation} />
        ))}
      </ul>
      {all.length > SHOWN_MAX && !isWhole && (
        <button type="button" class="nav-action" onClick={() => setWhole(true)}>
          {words.value.invitations.more(all.length - SHOWN_MAX)}
        </button>
      )}
    </section>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { client } = useChat();
  const { problem, run } = useRequest();
  const { conversationId, by, name, emoji, description, isPrivate, memberCount } = invitation;
  const marked = emoji === undefined ? name : `${emoji} ${name}`;
  const { invitations, conversations, people, rooms } = words.value;

  function accept(): void {
    run(async () => {
      await client.acceptInvitation(conversationId);
      show(conversationId);
    });
  }

  return (
    <li class="invitation" data-id={conversationId}>
      <p class="invitation-text">{invitations.asks(isolated(by.nickname), isolated(marked))}</p>
      {description !== undefined && (
        <p class="invitation-note" dir="auto" translate={false}>
          {description}
        </p>
      )}
      <p class="invitation-note">
        {isPrivate && `${conversations.privateRoom} · `}
        {people.members(memberCount)}
      </p>
      <Problem text={problem} />
      <div class="invitation-answers">
        <button type="button" class="invitation-answer accept" aria-label={rooms.join(name)} onClick={accept}>
          {rooms.joinShort}
        </button>
        <button
          type="button"
          class="invitation-answer"
          aria-label={invitations.decline(name)}
          onClick={() => run(() => client.declineInvitation(conversationId))}
        >
          {invitations.declineShort}
        </button>
      </div>
    </li>
  );
}
