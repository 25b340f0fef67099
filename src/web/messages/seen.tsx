import { useRef, useState } from "preact/hooks";
import type { Person } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { useChat } from "../chat-context.ts";
import { detailWords } from "../details/words.ts";
import { Drawing } from "../icons.tsx";
import { Popover } from "../popover.tsx";
import { openDialog } from "../state/navigation.ts";
import { seenBy } from "./seen-by.ts";

const SECOND_CHECK = "M10 17 19 7.5";

/** Who has read the user's last message: the other one of a private talk, or how many in a room. It is never announced, but can be read. */
export function Seen({ conversationId, seq }: { conversationId: string; seq: number }) {
  const chat = useChat();
  /** While the list is open. */
  const [members, setMembers] = useState<readonly Person[] | undefined>(undefined);
  const button = useRef<HTMLButtonElement>(null);
  const { entries } = chat.logOf(conversationId).window.value;
  const ids = seenBy(chat.readers.value, { conversationId, seq, ownId: chat.me.id, entries });
  const isDirect = chat.conversations.value.get(conversationId)?.kind === "direct";
  const say = detailWords.value;
  if (ids.length === 0) return null;

  /** The list opens with its names, so that it finds its place once. */
  function open(): void {
    chat.client.members(conversationId).then(
      (page) => setMembers(page.members),
      () => {}, // the connection line tells why
    );
  }

  const close = (): void => setMembers(undefined);

  if (isDirect) {
    return (
      <span class="seen">
        <Drawing path={SECOND_CHECK} />
        {say.seen}
      </span>
    );
  }
  return (
    <>
      <button ref={button} type="button" class="seen" aria-haspopup="dialog" aria-expanded={members !== undefined} onClick={open}>
        {say.seenBy(ids.length)}
      </button>
      {members !== undefined && button.current !== null && (
        <Popover label={say.seenBy(ids.length)} anchor={button.current} onClose={close}>
          <SeenList people={members.filter(({ id }) => ids.includes(id))} onClose={close} />
        </Popover>
      )}
    </>
  );
}

/** By name, each with the way to their card. */
function SeenList({ people, onClose }: { people: readonly Person[]; onClose: () => void }) {
  return (
    <ul class="seen-list">
      {people.map((person) => (
        <li key={person.id}>
          <button
            type="button"
            class="person"
            onClick={() => {
              onClose();
              openDialog({ kind: "person", person });
            }}
          >
            <Avatar person={person} />
            <bdi translate={false} class="clip">
              {person.nickname}
            </bdi>
          </button>
        </li>
      ))}
    </ul>
  );
}
