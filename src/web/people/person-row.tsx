import type { Person } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { closeDrawer, show } from "../state/navigation.ts";

/** Somebody; a click opens the private conversation with them. Oneself is only shown. */
export function PersonRow({ person, isOnline }: { person: Person; isOnline: boolean }) {
  const { client, me } = useChat();
  const say = words.value;
  const presence = isOnline ? say.people.isOnline : say.people.isOffline;
  const look = (
    <>
      <span class={isOnline ? "person-face online" : "person-face"}>
        <Avatar person={person} />
      </span>
      <bdi class="clip">{person.nickname}</bdi>
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
  return (
    <button
      type="button"
      class="person"
      title={person.nickname}
      onClick={() => {
        client.openDirect(person.id).then(
          (conversation) => show(conversation.id),
          () => closeDrawer(),
        );
      }}
    >
      {look}
      <span class="hidden-text">{presence}</span>
    </button>
  );
}
