import type { Member, Person } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { openDialog } from "../state/navigation.ts";
import { Changing } from "../text/changing.tsx";

/** A person; a press opens their card. */
export function PersonRow({ person, isOnline }: { person: Person & Partial<Member>; isOnline: boolean }) {
  const { me, isLive } = useChat();
  const say = words.value;
  const known = isOnline ? say.people.isOnline : say.people.isOffline;
  const presence = isLive ? known : say.people.isUnknown;
  return (
    <button type="button" class="person" title={person.nickname} onClick={() => openDialog({ kind: "person", person })}>
      <span class={isOnline ? "person-face online" : "person-face"}>
        <Avatar person={person} />
      </span>
      <bdi translate={false} class="clip">
        {person.nickname}
      </bdi>
      {person.role === "owner" && <span class="hint">{say.people.owner}</span>}
      {person.id === me.id ? <span class="hint">{say.common.you}</span> : <Changing class="hidden-text" text={presence} />}
    </button>
  );
}
