import { paths, type ServerInfo } from "../../protocol/http.ts";
import { LOBBY_ID } from "../../protocol/ids.ts";
import type { Registration } from "../accounts/registration.ts";
import type { Presence } from "../presence/presence.ts";
import type { LiveSettings } from "../settings/live-settings.ts";
import { json } from "./responses.ts";
import { type OpenRoute, openRoute } from "./router.ts";

interface ServerInfoDependencies {
  readonly presence: Presence;
  readonly settings: LiveSettings;
  readonly registration: Registration;
  /** The provider at which users can sign in, as people call it. */
  readonly oidcName?: string | undefined;
}

/** What a visitor may know before they sign in [P28f]. */
export function serverInfoRoute({ presence, settings, registration, oidcName }: ServerInfoDependencies): OpenRoute {
  return openRoute("GET", paths.server, () => {
    const { name, welcome, picture } = settings.values;
    const { until } = settings.raid;
    const info: ServerInfo = {
      ...(name !== "" && { name }),
      ...(welcome !== "" && { welcome }),
      ...(picture !== undefined && { picture }),
      onlineCount: presence.onlineIn(LOBBY_ID).size,
      registration: registration.mode,
      areGuestsAllowed: registration.areGuestsAllowed,
      ...(until !== undefined && { raidUntil: until }),
      ...(oidcName !== undefined && { oidc: { name: oidcName } }),
    };
    return json(info, 200);
  });
}
