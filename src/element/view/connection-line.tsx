import type { ShoalClient } from "../../client/index.ts";
import type { Words } from "../words.ts";

/** Shown while there is no connection. What is written meanwhile is sent when it is back. */
export function ConnectionLine({ client, say }: { client: ShoalClient; say: Words }) {
  return (
    <p class="connection" part="connection" role="status" hidden={client.state === "live"}>
      {client.state !== "live" && say.reconnecting}
    </p>
  );
}
