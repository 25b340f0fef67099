import { useEffect, useRef, useState } from "preact/hooks";
import type { Restriction, Room } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useFocusAfter } from "../forms/use-focus-after.ts";
import { useRequest } from "../forms/use-request.ts";
import { isolated } from "../i18n/isolated.ts";
import { words } from "../i18n/words.ts";
import { sayMoment } from "./closed-composer.tsx";
import { orderWords } from "./words.ts";

/** Who is muted in the room or banned from it, each with a way to end it. */
export function RestrictionList({ room }: { room: Room }) {
  const { moderation } = useChat().client;
  const { problem, run, load } = useRequest();
  const [restrictions, setRestrictions] = useState<readonly Restriction[] | undefined>(undefined);
  const list = useRef<HTMLUListElement>(null);
  const say = orderWords.value;
  useEffect(() => load(async () => setRestrictions(await moderation.restrictions(room.id))), [room.id]);
  // The row with the focus has gone.
  useFocusAfter(restrictions?.length ?? 0, list);

  const lift = ({ kind, user }: Restriction): void =>
    run(async () => {
      await (kind === "mute" ? moderation.unmute(room.id, user.id) : moderation.unban(room.id, user.id));
      setRestrictions(restrictions?.filter((each) => each.kind !== kind || each.user.id !== user.id));
    });

  return (
    <section class="order-list" aria-label={say.restricted}>
      <Problem text={problem} />
      {restrictions === undefined && problem === undefined && <p class="hint">{words.value.common.loading}</p>}
      {restrictions?.length === 0 && <p class="empty-hint">{say.nobodyRestricted}</p>}
      <ul ref={list}>
        {restrictions?.map((restriction) => (
          <li key={`${restriction.kind} ${restriction.user.id}`} class="order-item">
            <Avatar person={restriction.user} />
            <div class="pick-text">
              <bdi translate={false} class="pick-name">
                {restriction.user.nickname}
              </bdi>
              <span class="hint">{sayRestriction(restriction)}</span>
              {restriction.reason !== undefined && (
                <span class="hint" dir="auto">
                  {say.closed.reason(isolated(restriction.reason))}
                </span>
              )}
            </div>
            <button
              type="button"
              class="button"
              aria-label={say.liftName(isolated(restriction.user.nickname))}
              onClick={() => lift(restriction)}
            >
              {say.lift}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function sayRestriction({ kind, until, by }: Restriction): string {
  const say = orderWords.value;
  const moment = until === undefined ? undefined : sayMoment(until);
  const what = (kind === "mute" ? say.mutedUntil : say.bannedUntil)(moment);
  return `${what} · ${by === undefined ? say.operator : say.by(isolated(by.nickname))}`;
}
