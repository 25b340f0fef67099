import type { Person } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { show } from "../state/navigation.ts";
import { Changing } from "../text/changing.tsx";

/** A person; a click opens the private conversation with them. The user's own row does nothing. */
export function PersonRow({ person, isOnline }: { person: Person; isOnline: boolean }) {
  const { client, me, directWith, isLive } = useChat();
  const { isBusy, problem, run } = useRequest();
  const say = words.value;
  const known = isOnline ? say.people.isOnline : say.people.isOffline;
  const presence = isLive ? known : say.people.isUnknown;
  const look = (
    <>
      <span class={isOnline ? "person-face online" : "person-face"}>
        <Avatar person={person} />
      </span>
      <bdi translate={false} class="clip">
        {person.nickname}
      </bdi>
    </>
  );

  if (person.id === me.id) {
    return (
      <div class="person">
        {look}
        <span class="hint">{say.common.you}</span>
      </div>
    );
  }
  /** A conversation that was opened before opens without a connection too. */
  function open(): void {
    const known = directWith(person.id);
    if (known !== undefined) show(known.id);
    else run(async () => show((await client.openDirect(person.id)).id));
  }

  return (
    <>
      <button type="button" class="person" title={person.nickname} aria-busy={isBusy} onClick={open}>
        {look}
        <Changing class="hidden-text" text={presence} />
      </button>
      {problem !== undefined && <Problem text={problem} />}
    </>
  );
}
