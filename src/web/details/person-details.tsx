import { useEffect, useRef, useState } from "preact/hooks";
import type { Person, PersonCard } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { useChat } from "../chat-context.ts";
import { Confirm } from "../forms/confirm.tsx";
import { Problem } from "../forms/problem.tsx";
import { useFocusAfter } from "../forms/use-focus-after.ts";
import { useRequest } from "../forms/use-request.ts";
import { dayOf } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { PersonOrder } from "../order/person-order.tsx";
import { BotMark } from "../people/bot-mark.tsx";
import { givenMention } from "../state/given-mention.ts";
import { openDialog, show } from "../state/navigation.ts";
import { personNow } from "../state/people-now.ts";
import { Changing } from "../text/changing.tsx";
import { detailWords } from "./words.ts";

interface PersonDetailsProps {
  person: Person;
  /** Whether avatar and name are shown: not where they stand above it already. */
  hasFace?: boolean;
}

/** What there is to know of a person, and what one can do with them: in a dialog, or beside a private conversation. */
export function PersonDetails({ person: given, hasFace = true }: PersonDetailsProps) {
  const chat = useChat();
  const person = personNow(given, chat.peopleNow.value);
  const card = useCard(person.id);
  const say = detailWords.value;
  const { status, since, rooms = [] } = card ?? {};
  const isOwn = person.id === chat.me.id;
  const presence = usePresence(card);
  return (
    <div class="person-details">
      {hasFace && (
        <>
          <Avatar person={person} />
          <p class="person-details-name">
            <bdi translate={false}>{person.nickname}</bdi> <BotMark person={person} />
          </p>
        </>
      )}
      {status !== undefined && (
        <p class="person-details-status" dir="auto">
          {status}
        </p>
      )}
      <p class="hint">
        <Changing text={presence} />
        {since !== undefined && ` · ${say.since(dayOf(since))}`}
      </p>
      {rooms.length > 0 && !isOwn && (
        <section class="person-details-rooms">
          <h3>{say.commonRooms}</h3>
          <ul>
            {rooms.map(({ id, name }) => (
              <li key={id}>
                <button type="button" class="quiet-button clip" dir="auto" translate={false} onClick={() => show(id)}>
                  {name}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {isOwn ? (
        <OwnActions />
      ) : (
        <>
          <Actions person={person} />
          <PersonOrder person={person} />
        </>
      )}
    </div>
  );
}

/** Asked again when the connection is back. Missing until it is there, and with an older server. */
function useCard(userId: string): PersonCard | undefined {
  const { client, isLive, blocked } = useChat();
  const [card, setCard] = useState<PersonCard | undefined>(undefined);
  const isBlocked = blocked.value.has(userId);
  useEffect(() => {
    let isCurrent = true;
    if (isLive) {
      client.person(userId).then(
        (answer) => isCurrent && setCard(answer),
        () => isCurrent && setCard(undefined),
      );
    }
    return () => {
      isCurrent = false;
    };
  }, [client, userId, isLive, isBlocked]);
  return card?.person.id === userId ? card : undefined;
}

function usePresence(card: PersonCard | undefined): string {
  const { isLive } = useChat();
  const say = words.value.people;
  if (!isLive) return say.isUnknown;
  if (card === undefined) return words.value.common.loading;
  return card.isOnline ? say.isOnline : say.isOffline;
}

function OwnActions() {
  return (
    <div class="person-details-actions">
      <button type="button" class="button" onClick={() => openDialog({ kind: "settings" })}>
        {detailWords.value.profile}
      </button>
    </div>
  );
}

function Actions({ person }: { person: Person }) {
  const { client, directWith, shown, people, blocked } = useChat();
  const { isBusy, problem, run } = useRequest();
  const [isAsking, setAsking] = useState(false);
  const say = detailWords.value;
  const actions = useRef<HTMLDivElement>(null);
  const isBlocked = blocked.value.has(person.id);
  const conversation = shown.value;
  const isMember = conversation?.kind === "room" && people.members.value.some(({ id }) => id === person.id);
  const isHere = conversation?.kind === "direct" && conversation.peer.id === person.id;

  // The button with the focus goes: the harmless one of what follows has it then.
  useFocusAfter(isAsking, actions);

  /** A conversation that was opened before opens without a connection too. */
  function open(): void {
    const known = directWith(person.id);
    if (known !== undefined) show(known.id);
    else run(async () => show((await client.openDirect(person.id)).id));
  }
  function mention(): void {
    if (conversation !== undefined) show(conversation.id); // closes what lies over it
    givenMention.value = { nickname: person.nickname, userId: person.id };
  }

  if (isAsking) {
    return (
      <Confirm
        ask={say.blockAsk(person.nickname)}
        explain={say.blockExplain}
        action={say.block}
        isBusy={isBusy}
        problem={problem}
        buttons={actions}
        onCancel={() => setAsking(false)}
        onConfirm={() =>
          run(async () => {
            await client.block(person.id);
            setAsking(false);
          })
        }
      />
    );
  }
  return (
    <>
      {isBlocked && <p class="person-details-blocked">{say.isBlocked}</p>}
      <Problem text={problem} />
      <div ref={actions} class="person-details-actions">
        {!isHere && (
          <button type="button" class="button primary" aria-busy={isBusy} onClick={open}>
            {say.sendMessage}
          </button>
        )}
        {isMember && (
          <button type="button" class="button" onClick={mention}>
            {say.mention}
          </button>
        )}
        {isBlocked ? (
          <button type="button" class="button" onClick={() => run(() => client.unblock(person.id))}>
            {say.unblock}
          </button>
        ) : (
          <button type="button" class="button" onClick={() => setAsking(true)}>
            {say.block}
          </button>
        )}
      </div>
    </>
  );
}
