import { paths, type ServerInfo } from "../../protocol/http.ts";
import { LOBBY_ID } from "../../protocol/ids.ts";
import type { Presence } from "../presence/presence.ts";
import { json } from "./responses.ts";
import { openRoute, type Route } from "./router.ts";

interface ServerInfoDependencies {
  readonly presence: Presence;
  /** What the operator calls the server; empty for none. */
  readonly name: string;
}

/** What a visitor may know before they sign in [P28f]. */
export function serverInfoRoute({ presence, name }: ServerInfoDependencies): Route {
  return openRoute("GET", paths.server, () => {
    const info: ServerInfo = { ...(name !== "" && { name }), onlineCount: presence.onlineIn(LOBBY_ID).size };
    return json(info, 200);
  });
}
