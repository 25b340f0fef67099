import { useEffect, useRef, useState } from "preact/hooks";
import { type Person, type Room, systemClock } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { compareNames, dateAndTime } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { listText, presentMembers } from "../order/present-members.ts";
import { orderWords } from "../order/words.ts";
import { closeDialog } from "../state/navigation.ts";
import { Changing } from "../text/changing.tsx";
import { copyTextOf } from "../text/copy-text.ts";
import { Modal } from "./modal.tsx";

interface Present {
  readonly people: readonly Person[];
  readonly at: number;
}

/** Those who are in the room at that moment, to be copied as a text. */
export function WhoIsHereDialog({ room }: { room: Room }) {
  const { client, people } = useChat();
  const { problem, load } = useRequest();
  const [present, setPresent] = useState<Present | undefined>(undefined);
  const [isCopied, setCopied] = useState(false);
  const list = useRef<HTMLParagraphElement>(null);
  const say = orderWords.value;
  const count = say.presentCount(present?.people.length ?? 0);
  useEffect(() => {
    load(async () => {
      const found = await presentMembers(client, room.id, people.online.peek());
      const byName = found.toSorted((one, other) => compareNames(one.nickname, other.nickname));
      setPresent({ people: byName, at: systemClock.now() });
    });
  }, [client, room.id]);

  return (
    <Modal title={say.whoIsHere} onClose={closeDialog}>
      <Problem text={problem} />
      {present === undefined ? (
        <p class="hint">{problem === undefined && words.value.common.loading}</p>
      ) : (
        <>
          <p ref={list} class="present-list" dir="auto" translate={false} tabIndex={0}>
            {listText(say.listHead(room.name, dateAndTime(present.at), count), present.people)}
          </p>
          <div class="modal-foot">
            <button
              type="button"
              class="button primary"
              onClick={() => {
                if (list.current !== null) void copyTextOf(list.current).then(setCopied);
              }}
            >
              <Changing text={isCopied ? say.copied : say.copyList} />
            </button>
          </div>
        </>
      )}
    </Modal>
  );
}
