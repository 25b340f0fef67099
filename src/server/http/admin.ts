import { paths } from "../../protocol/http.ts";
import type { AdminCommands } from "../admin/admin-commands.ts";
import { json } from "./responses.ts";
import { type Route, signedInRoute } from "./router.ts";

/** The commands of the administration over HTTP [P180]. */
export function adminRoutes(commands: AdminCommands): readonly Route[] {
  return [
    signedInRoute("POST", paths.adminCommand, async ({ params, address, session, readBody }) => {
      const actor = { userId: session.user.id, address };
      return json(await commands.run(actor, params.command ?? "", readBody));
    }),
  ];
}
