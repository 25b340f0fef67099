import { DELETED_NICKNAME, type Person } from "../../../client/index.ts";
import { Avatar } from "../../avatar.tsx";
import { adminWords } from "../words.ts";

/** What a person is called here. */
export function nameOf(person: Person | undefined): string {
  if (person === undefined) return adminWords.value.operator;
  return person.nickname === DELETED_NICKNAME ? adminWords.value.deleted : person.nickname;
}

export function PersonName({ person }: { person: Person }) {
  return (
    <span class="person-name">
      <Avatar person={person} />
      <bdi translate={false} class="clip" title={nameOf(person)}>
        {nameOf(person)}
      </bdi>
    </span>
  );
}
