import { oidcLink, oidcPaths } from "../protocol/oidc.ts";
import { addressOf } from "./address.ts";
import { call, type RequestOptions, readAnswer } from "./http-call.ts";

/**
 * Where a browser goes to sign in at the provider of identities, on a server whose `serverInfo` has `oidc` [P162b]. It comes back to the page, with
 * the session in the page's cookie, or with `#oidc-error=` and a code.
 * @example location.assign(oidcAddress(location.href, "Firefox on Linux"));
 */
export function oidcAddress(url: string, device = ""): string {
  const address = addressOf(url, oidcPaths.start);
  if (device !== "") address.searchParams.set("device", device);
  return address.href;
}

/**
 * Begins to give the signed-in user of a page a way to sign in at the provider of identities: the answer is where its browser goes [P162g]. It comes
 * back as from `oidcAddress`, with `identity-taken` when another user has that identity. For a session that the page's cookie keeps.
 * @example location.assign(await startLinkingIdentity(location.href));
 */
export async function startLinkingIdentity(url: string, options: RequestOptions = {}): Promise<string> {
  return (await readAnswer(await call(url, oidcPaths.link, "POST", options), oidcLink)).address;
}
