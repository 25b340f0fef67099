import type { Welcome } from "../protocol/frames/welcome.ts";
import type { ClientParts } from "./client-parts.ts";

/** See `ShoalClient.ready`. */
export async function untilLive({ connection, lifecycle, requests, emitter }: ClientParts): Promise<Welcome> {
  while (connection.state !== "live" || lifecycle.welcome === undefined) {
    if (requests.closedBy !== undefined) throw requests.closedBy;
    await emitter.next("welcome", "closed");
  }
  return lifecycle.welcome;
}
