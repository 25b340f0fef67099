import type { Person } from "../../client/index.ts";
import { listOf } from "../i18n/format.ts";
import { isolated } from "../i18n/isolated.ts";
import { words } from "../i18n/words.ts";
import { lazy } from "../lazy.tsx";
import { nicknameOf } from "../people/nickname-of.ts";
import { type MemberChange, type MembersSentence, renamingsOf, sentencesOf } from "./member-changes.ts";
import type { MembersRow } from "./rows.ts";

/** Rare, so that its words are not loaded with the page. */
const RoomChanges = lazy(async () => (await import("../rooms/room-changes.tsx")).RoomChanges);

const NAMES_MAX = 3;

/** "Ann, Ben and 3 others joined · Ann renamed the room to “reef”" */
export function MembersLine({ changes, roomChanges, rulesBefore }: MembersRow) {
  const sentences = [...sentencesOf(changes).map(inWords), ...renamingsInWords(changes)].join(" · ");
  return (
    <span dir="auto">
      {sentences}
      {roomChanges.length > 0 && (
        <>
          {sentences !== "" && " · "}
          <RoomChanges events={roomChanges} rulesBefore={rulesBefore} />
        </>
      )}
    </span>
  );
}

function renamingsInWords(changes: readonly MemberChange[]): string[] {
  const say = words.value.messages;
  const renamings = renamingsOf(changes);
  const told = renamings.slice(-NAMES_MAX).map(({ former, name }) => say.renamed(isolated(former), isolated(name)));
  return renamings.length > told.length ? [say.renamedOthers(renamings.length - told.length), ...told] : told;
}

function inWords({ kind, people, invitedBy }: MembersSentence): string {
  const say = words.value.messages;
  const names = listOf(namesOf(people));
  switch (kind) {
    case "joined":
      return say.joined(names);
    case "left":
      return say.left(names);
    case "invited":
      return say.invited(names, isolated(invitedBy?.nickname ?? ""));
    case "came-and-went":
      return say.cameAndWent(names);
    case "came-back":
      return say.cameBack(names);
  }
}

function namesOf(people: readonly Person[]): string[] {
  const names = people.map((person) => isolated(nicknameOf(person)));
  if (names.length <= NAMES_MAX) return names;
  const named = names.slice(0, NAMES_MAX - 1);
  return [...named, words.value.messages.others(names.length - named.length)];
}
