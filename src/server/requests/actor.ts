import type { Person } from "../../protocol/people.ts";

/** Who asks, and who pays for it [P93]. It is the same whichever way a request came. */
export interface Actor {
  readonly user: Person;
  /** `user.id`, where a limit asks for it. */
  readonly userId: string;
  readonly address: string;
}

export function actorOf(user: Person, address: string): Actor {
  return { user, userId: user.id, address };
}

/** Tells whether the asker would take the answer to a read now [P19]. */
export interface ReadGate {
  readonly isOpen: boolean;
  readonly isHoldingReads: boolean;
  /** Resolves when reads are not held any more. Throws `rate-limited`. */
  untilTaken(): Promise<void>;
}

/** Of a caller whose answers wait for nothing. */
export const openGate: ReadGate = { isOpen: true, isHoldingReads: false, untilTaken: () => Promise.resolve() };
