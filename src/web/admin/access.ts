import { signal } from "@preact/signals";
import { account, currentSession, mayOnServer, type Person, type ServerAction, type ServerRole } from "../../client/index.ts";
import { bounded, codeOf, server } from "../state/session.ts";

/** Whether the user of this browser keeps order on the server, as far as the page knows. */
export type Access =
  | { readonly stage: "asking" | "unreachable" | "signed-out" }
  /** Signed in, without a role on the server. */
  | { readonly stage: "refused"; readonly me: Person }
  | { readonly stage: "staff"; readonly me: Person; readonly role: ServerRole };

export const access = signal<Access>({ stage: "asking" });

/** Asks the server. Also after a refusal: the role or the session may be gone while the page is open. */
export async function findAccess(): Promise<void> {
  try {
    access.value = await currentAccess();
  } catch (error) {
    const isGone = ["unauthenticated", "signed-out", "banned"].includes(codeOf(error));
    if (isGone) access.value = { stage: "signed-out" };
    else if (access.peek().stage === "asking") access.value = { stage: "unreachable" };
  }
}

/** Whether the user may do that, as far as the page knows. The server asks again. */
export function mayI(action: ServerAction): boolean {
  const { value } = access;
  return value.stage === "staff" && mayOnServer(value.role, action);
}

async function currentAccess(): Promise<Access> {
  const signedIn = await currentSession(server, bounded());
  if (signedIn === undefined) return { stage: "signed-out" };
  const { serverRole: role } = await account(server, bounded());
  return mayOnServer(role, "see-people") ? { stage: "staff", me: signedIn.user, role } : { stage: "refused", me: signedIn.user };
}
