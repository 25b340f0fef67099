import { type Person, pictureAddress } from "../client/index.ts";
import { initialsOf, styleOfTone, toneOf } from "./avatar-look.ts";
import { server } from "./state/session.ts";

/** A person as a disc: their picture, over their initials on their colour. The name stands beside it; neither is text. */
export function Avatar({ person }: { person: Person }) {
  return (
    <span class="avatar" style={styleOfTone(toneOf(person))} data-initials={initialsOf(person.nickname)} aria-hidden="true">
      {person.picture && <Picture id={person.picture} />}
    </span>
  );
}

/** Covers what it lies on when it is there; one that does not come shows nothing. */
export function Picture({ id }: { id: string }) {
  return <img key={id} src={pictureAddress(server, id)} alt="" loading="lazy" decoding="async" />;
}
