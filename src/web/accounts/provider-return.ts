import type { AnyErrorCode } from "../../client/index.ts";
import { recall, remember } from "../state/local-storage.ts";
import { openedAccountLink } from "../state/opened-account-link.ts";
import { openedInvite } from "../state/opened-invite.ts";

const KEY = "return";

/** Before the browser goes to the provider: what the page was opened for is followed when it is back. */
export function keepForReturn(): void {
  const address = new URLSearchParams(location.hash.slice(1));
  const [invite, link] = [openedInvite.peek(), openedAccountLink.peek()];
  if (invite !== undefined) address.set("join", invite.code);
  if (link !== undefined) address.set(link.kind === "reset" ? "reset" : "admin", link.code);
  remember(KEY, address.toString(), "tab");
}

/** Follows what was kept, and answers with the error with which the browser came back, if it did [P162f]. */
export function returnFromProvider(): AnyErrorCode | undefined {
  const error = new URLSearchParams(location.hash.slice(1)).get("oidc-error") ?? undefined;
  const kept = recall(KEY, "tab");
  remember(KEY, undefined, "tab");
  if (error !== undefined) history.replaceState(history.state, "", location.pathname + location.search);
  // The page reads the address again.
  if (kept) location.replace(`#${kept}`);
  return error;
}
