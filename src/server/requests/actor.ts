import type { Person } from "../../protocol/people.ts";
import type { BotScopes } from "./request-scopes.ts";

/** The user of a request, and the payer of its cost [P93]; the same for every transport. */
export interface Actor {
  readonly user: Person;
  /** `user.id`, where a limit asks for it. */
  readonly userId: string;
  /** What belongs to one device ends with it. */
  readonly sessionId: string;
  readonly address: string;
  /** What a bot may; missing for people. */
  readonly bot?: BotScopes | undefined;
}

export function actorOf(
  { id, user, bot }: { readonly id: string; readonly user: Person; readonly bot?: BotScopes | undefined },
  address: string,
): Actor {
  return { user, userId: user.id, sessionId: id, address, ...(bot && { bot }) };
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
