import type { Person } from "../client/index.ts";
import { hueOf, initialsOf } from "./avatar-look.ts";

/** A person as a disc: their initials on a colour that stays theirs. The name stands beside it; the letters are not text. */
export function Avatar({ person }: { person: Person }) {
  return (
    <span class="avatar" style={{ "--hue": hueOf(person.id) }} data-initials={initialsOf(person.nickname)} aria-hidden="true" />
  );
}
