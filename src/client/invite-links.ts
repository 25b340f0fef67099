import { paths } from "../protocol/http.ts";
import { type InviteLinkPreview, inviteLinkPreview as previewSchema } from "../protocol/invite-links.ts";
import { addressOf } from "./address.ts";
import { call, type RequestOptions, readAnswer } from "./http-call.ts";

/**
 * The address of an invite link: a user who opens it in a browser is asked to join, after signing in. The code stands behind `#`, which
 * browsers send to no server.
 * @example const address = inviteLinkAddress(client.url, (await client.createInviteLink(room.id)).code);
 */
export function inviteLinkAddress(url: string, code: string): string {
  return addressOf(url, `#join=${code}`).href;
}

/**
 * The room that an invite link leads to. Needs no session [P95d]. Throws `ShoalError`: `not-found` for a link that does not work (any more),
 * `rate-limited`, `unavailable`.
 * @example const { name, memberCount, by } = await inviteLinkPreview("https://chat.example.org", code);
 */
export async function inviteLinkPreview(url: string, code: string, options: RequestOptions = {}): Promise<InviteLinkPreview> {
  const response = await call(url, `${paths.inviteLinks}/${encodeURIComponent(code)}`, "GET", options);
  return await readAnswer(response, previewSchema);
}
