import { type SignedIn, type SignInAs, signIn, signOut } from "../../client/index.ts";
import { REQUEST_MS_MAX } from "./patience.ts";
import { showFilesBy } from "./visit-files.ts";

/**
 * Signs in for as long as the page is there: for a browser that keeps no cookies. It signs out when the page goes, so that the nickname is free
 * again; where the browser has no time for that, the server ends the visit minutes later [P28g]. Throws `ShoalError`.
 */
export async function signInWithPage(server: string, request: SignInAs): Promise<SignedIn> {
  const signedIn = await signIn(server, request, { isVisit: true, signal: AbortSignal.timeout(REQUEST_MS_MAX) });
  const { token } = signedIn;
  const leave = () => void signOut(server, { token, fetch: outlivingPage }).catch(() => {});
  addEventListener("pagehide", leave, { once: true });
  if (token !== undefined) showFilesBy(token, server);
  return signedIn;
}

const outlivingPage = ((input: RequestInfo | URL, init?: RequestInit) =>
  fetch(input, { ...init, keepalive: true })) as typeof fetch;
