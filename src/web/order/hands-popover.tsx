import { useRef } from "preact/hooks";
import type { Person, RaisedHand, Room } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useFocusAfter } from "../forms/use-focus-after.ts";
import { useRequest } from "../forms/use-request.ts";
import { isolated } from "../i18n/isolated.ts";
import { Popover } from "../popover.tsx";
import { orderWords } from "./words.ts";

interface HandsPopoverProps {
  readonly room: Room;
  /** Those that were raised first. */
  readonly hands: readonly RaisedHand[];
  readonly anchor: Element;
  readonly onClose: () => void;
}

/** The raised hands in their order, and the members who may speak in a locked room. */
export function HandsPopover({ room, hands, anchor, onClose }: HandsPopoverProps) {
  const { client, people } = useChat();
  const { problem, run } = useRequest();
  const list = useRef<HTMLDivElement>(null);
  const say = orderWords.value;
  const { moderation } = client;
  const isLocked = room.rules?.isLocked === true;
  const speakers = people.members.value.filter(({ hasVoice }) => hasVoice === true);
  // The row with the focus may have gone.
  useFocusAfter(hands.length + speakers.length, list);

  const letSpeak = (user: Person) => (): void =>
    run(async () => {
      if (isLocked) await moderation.setVoice(room.id, user.id, true);
      await moderation.lowerHand(room.id, { userId: user.id });
    });

  return (
    <Popover label={say.raisedHands} anchor={anchor} onClose={onClose}>
      <div ref={list} class="hands">
        <h2>{hands.length === 0 ? say.noHands : say.raisedHands}</h2>
        <ol class="hand-list">
          {hands.map(({ user }) => (
            <li key={user.id} class="hand">
              <Named person={user} />
              {isLocked && (
                <button type="button" class="button" aria-label={say.letSpeak(user.nickname)} onClick={letSpeak(user)}>
                  {say.speak}
                </button>
              )}
              <button
                type="button"
                class="quiet-button"
                aria-label={say.lowerName(user.nickname)}
                onClick={() => run(() => moderation.lowerHand(room.id, { userId: user.id }))}
              >
                {say.lower}
              </button>
            </li>
          ))}
        </ol>
        {hands.length > 1 && (
          <button type="button" class="quiet-button" onClick={() => run(() => moderation.lowerHand(room.id, { isOfAll: true }))}>
            {say.lowerAll}
          </button>
        )}
        {isLocked && speakers.length > 0 && (
          <>
            <h2>{say.speakers}</h2>
            <ul class="hand-list">
              {speakers.map((user) => (
                <li key={user.id} class="hand">
                  <Named person={user} />
                  <button
                    type="button"
                    class="quiet-button"
                    aria-label={say.takeBackFrom(isolated(user.nickname))}
                    onClick={() => run(() => moderation.setVoice(room.id, user.id, false))}
                  >
                    {say.takeBack}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        <Problem text={problem} />
      </div>
    </Popover>
  );
}

function Named({ person }: { person: Person }) {
  return (
    <>
      <Avatar person={person} />
      <bdi translate={false} class="clip">
        {person.nickname}
      </bdi>
    </>
  );
}
