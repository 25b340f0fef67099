import type { ComponentChildren } from "preact";
import type { Person } from "../../client/index.ts";
import { openDialog } from "../state/navigation.ts";

interface PersonLinkProps {
  person: Person;
  /** A picture beside the name, which opens the same: only for pointers. */
  isPicture?: boolean;
  /** Whether Tab leads to it. */
  isTabStop?: boolean;
  children: ComponentChildren;
}

/** A name or an avatar; a press opens the person's card. */
export function PersonLink({ person, isPicture = false, isTabStop = true, children }: PersonLinkProps) {
  return (
    <button
      type="button"
      class="person-link"
      aria-hidden={isPicture || undefined}
      tabIndex={isPicture || !isTabStop ? -1 : undefined}
      onClick={() => openDialog({ kind: "person", person })}
    >
      {children}
    </button>
  );
}
