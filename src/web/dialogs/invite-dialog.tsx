import { useEffect, useRef, useState } from "preact/hooks";
import { LOBBY_ID, type Person, type Room } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { SearchField } from "../forms/search-field.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { InviteByLink } from "../rooms/invite-by-link.tsx";
import { roomWords } from "../rooms/words.ts";
import { closeDialog } from "../state/navigation.ts";
import { Modal } from "./modal.tsx";
import { dialogWords } from "./words.ts";

const ways = ["people", "link"] as const;

/** Asks people whom the user chooses, or makes a link for anyone. */
export function InviteDialog({ room }: { room: Room }) {
  const [way, setWay] = useState<(typeof ways)[number]>("people");
  const say = roomWords.value;
  return (
    <Modal title={dialogWords.value.people.inviteTo(room.name)} onClose={closeDialog}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be read as a form's */}
      <div class="segments" role="group" aria-label={say.ways}>
        {ways.map((each) => (
          <button
            key={each}
            type="button"
            class="segment segment-button"
            aria-pressed={each === way}
            onClick={() => setWay(each)}
          >
            {say.way[each]}
          </button>
        ))}
      </div>
      {way === "people" ? <InvitePeople room={room} /> : <InviteByLink room={room} />}
    </Modal>
  );
}

/** Every user is in the lobby: its members can be invited. */
function InvitePeople({ room }: { room: Room }) {
  const { client, me, people } = useChat();
  const { problem, run, load } = useRequest();
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<readonly Person[]>([]);
  const [invited, setInvited] = useState<ReadonlySet<string>>(new Set());
  const say = words.value.people;
  const later = dialogWords.value.people;
  const here = new Set(people.members.value.map((member) => member.id));

  useEffect(() => {
    let isCurrent = true;
    load(async () => {
      const page = await client.members(LOBBY_ID, { query });
      if (isCurrent) setFound(page.members.filter((member) => member.id !== me.id));
    });
    return () => {
      isCurrent = false;
    };
  }, [query]);

  return (
    <>
      <SearchField label={say.find} onSearch={setQuery} />
      <Problem text={problem} />
      <ul class="pick-list">
        {found.map((person) => (
          <li key={person.id} class="pick">
            <Avatar person={person} />
            <bdi translate={false} class="pick-text pick-name">
              {person.nickname}
            </bdi>
            {invited.has(person.id) || here.has(person.id) ? (
              <InvitedNote isNew={invited.has(person.id)} />
            ) : (
              <button
                type="button"
                class="button"
                aria-label={later.inviteSomebody(person.nickname)}
                onClick={() =>
                  run(async () => {
                    await client.invite(room.id, person.id);
                    setInvited(new Set([...invited, person.id]));
                  })
                }
              >
                {dialogWords.value.people.inviteShort}
              </button>
            )}
          </li>
        ))}
      </ul>
      {found.length === 0 && query !== "" && <p class="empty-hint">{say.nobodyFound}</p>}
    </>
  );
}

/** Stands where the button was that had the focus, and takes it over. */
function InvitedNote({ isNew }: { isNew: boolean }) {
  const note = useRef<HTMLSpanElement>(null);
  const say = dialogWords.value.people;
  useEffect(() => {
    if (isNew) note.current?.focus();
  }, []);
  return (
    <span ref={note} class="hint" tabIndex={-1}>
      {isNew ? say.invited : say.isMember}
    </span>
  );
}
