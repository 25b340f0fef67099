import { DELETED_NICKNAME, type Person } from "../../client/index.ts";
import { words } from "../i18n/words.ts";

/** As it is shown: a deleted user is called so in the reader's language. */
export function nicknameOf({ nickname }: Pick<Person, "nickname">): string {
  return nickname === DELETED_NICKNAME ? words.value.people.deleted : nickname;
}
