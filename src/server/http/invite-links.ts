import { paths } from "../../protocol/http.ts";
import type { InviteLinks } from "../conversations/invite-links.ts";
import { json } from "./responses.ts";
import { openRoute, type Route } from "./router.ts";

/** What a link leads to, for its bearer who has no session yet [P95d]. */
export function inviteLinkRoutes(inviteLinks: InviteLinks): readonly Route[] {
  return [
    openRoute("GET", `${paths.inviteLinks}/:code`, async ({ params }) => json(await inviteLinks.preview(params.code ?? ""))),
  ];
}
