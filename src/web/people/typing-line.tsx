import { useChat } from "../chat-context.ts";
import { isolated } from "../i18n/isolated.ts";
import { words } from "../i18n/words.ts";
import { Changing } from "../text/changing.tsx";

/** The typing members. The line keeps its place, or the log would jump whenever a member begins. */
export function TypingLine() {
  const { people, isLive, blocked } = useChat();
  const typists = (isLive ? people.typists.value : []).filter(({ id }) => !blocked.value.has(id));
  const names = typists.map((person) => isolated(person.nickname));
  return (
    <p class="typing">
      {names.length > 0 && (
        <>
          <span class="typing-dots" aria-hidden="true" />
          <Changing class="clip" text={words.value.people.typing(names)} />
        </>
      )}
    </p>
  );
}
