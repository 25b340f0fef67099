import { isolated } from "../../web/i18n/isolated.ts";
import type { OpenRoom } from "../open-room.ts";
import { nameOf, type Words } from "../words.ts";

/** The typing members. The line keeps its place, or the log would jump whenever a member begins. */
export function TypingLine({ room, say }: { room: OpenRoom; say: Words }) {
  const names = room.typists.map((person) => isolated(nameOf(room.client.personOf(person), say)));
  return (
    <p class="typing" part="typing">
      {names.length > 0 && <span key={names.join()}>{say.typing(names)}</span>}
    </p>
  );
}
