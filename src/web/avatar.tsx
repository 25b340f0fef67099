import type { Person } from "../client/index.ts";
import { initialsOf, styleOfTone, toneOf } from "./avatar-look.ts";

/** A person as a disc: their initials on their colour. The name stands beside it; the letters are not text. */
export function Avatar({ person }: { person: Person }) {
  return (
    <span class="avatar" style={styleOfTone(toneOf(person))} data-initials={initialsOf(person.nickname)} aria-hidden="true" />
  );
}
