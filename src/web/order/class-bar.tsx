import { useState } from "preact/hooks";
import { may, type RaisedHand, type Room } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { Icon } from "../icons.tsx";
import { openDialog } from "../state/navigation.ts";
import { personNow } from "../state/people-now.ts";
import { Changing } from "../text/changing.tsx";
import { HandsPopover } from "./hands-popover.tsx";
import { handIcon, unlockIcon } from "./icons.tsx";
import { orderWords } from "./words.ts";

/** In a room with hands, above the field: one hand for members; the lock, the hands and the list of those present for moderators. */
export function ClassBar({ room }: { room: Room }) {
  const { client, me, standingIn, peopleNow, isLive } = useChat();
  const { isBusy, problem, run } = useRequest();
  const [anchor, setAnchor] = useState<Element | undefined>(undefined);
  const say = orderWords.value;
  const { moderation } = client;
  const standing = standingIn(room);
  const isTeacher = may(standing, "set-rules", room);
  const isLocked = room.rules?.isLocked === true;
  const hands: readonly RaisedHand[] = (room.raisedHands ?? []).map(({ user, at }) => ({
    user: personNow(user, peopleNow.value),
    at,
  }));
  const isRaised = hands.some(({ user }) => user.id === me.id);
  const count = hands.length === 0 ? say.noHands : say.handCount(hands.length);

  return (
    <section class="class-bar" aria-label={say.classBar}>
      {isTeacher ? (
        <>
          <button
            type="button"
            class="class-button"
            aria-busy={isBusy}
            disabled={!isLive}
            onClick={() => run(() => moderation.setRules(room.id, { isLocked: !isLocked }))}
          >
            {isLocked ? unlockIcon : <Icon name="lock" />}
            <Changing text={isLocked ? say.unlockAll : say.lockAll} />
          </button>
          <button
            type="button"
            class={hands.length > 0 ? "class-button calls" : "class-button"}
            aria-haspopup="dialog"
            onClick={({ currentTarget }) => setAnchor(currentTarget)}
          >
            {handIcon}
            <Changing text={count} />
          </button>
          <button
            type="button"
            class="class-button"
            aria-label={say.whoIsHere}
            title={say.whoIsHere}
            onClick={() => openDialog({ kind: "who-is-here", room })}
          >
            <Icon name="people" />
            <span class="brief">{say.whoIsHere}</span>
          </button>
          {anchor !== undefined && <HandsPopover {...{ room, hands, anchor }} onClose={() => setAnchor(undefined)} />}
        </>
      ) : (
        <>
          <button
            type="button"
            class={isRaised ? "class-button raised" : "class-button"}
            aria-busy={isBusy}
            disabled={!isLive}
            onClick={() => run(() => (isRaised ? moderation.lowerHand(room.id) : moderation.raiseHand(room.id)))}
          >
            {handIcon}
            <Changing text={isRaised ? say.lowerHand : say.raiseHand} />
          </button>
          <span class="hint">
            <Changing text={count} />
          </span>
        </>
      )}
      <Problem text={problem} />
    </section>
  );
}
