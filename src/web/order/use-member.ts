import { useEffect, useState } from "preact/hooks";
import type { Member, Person, Room } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";

/** A user's place in the room that is shown: undefined until it is known, `null` for one who is no member. `again` asks once more. */
export function useMember(room: Room | undefined, person: Person, again: number): Member | null | undefined {
  const { client, people, isLive } = useChat();
  const [asked, setAsked] = useState<Member | null | undefined>(undefined);
  const listed = people.members.value.find(({ id }) => id === person.id);
  const isListed = listed !== undefined;
  useEffect(() => {
    if (isListed || room === undefined || !isLive) return undefined;
    let isCurrent = true;
    // A large room does not have all of its members on the first page.
    client.members(room.id, { query: person.nickname }).then(
      ({ members }) => isCurrent && setAsked(members.find(({ id }) => id === person.id) ?? null),
      () => {},
    );
    return () => {
      isCurrent = false;
    };
  }, [client, room?.id, person.id, person.nickname, isListed, isLive, again]);
  return listed ?? asked;
}
