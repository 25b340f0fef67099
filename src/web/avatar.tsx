import type { Person } from "../client/index.ts";
import { hueOf, initialsOf } from "./avatar-look.ts";

/** A person as a disc: their initials on a colour that stays theirs. The name stands beside it. */
export function Avatar({ person }: { person: Person }) {
  return (
    <span class="avatar" style={{ "--hue": hueOf(person.id) }} aria-hidden="true">
      {initialsOf(person.nickname)}
    </span>
  );
}
