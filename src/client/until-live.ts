import type { Welcome } from "../protocol/frames/welcome.ts";
import type { ClientParts } from "./client-parts.ts";

type LiveParts = Pick<ClientParts, "connection" | "lifecycle" | "requests" | "emitter">;

/** See `ShoalClient.ready`. */
export async function untilLive({ connection, lifecycle, requests, emitter }: LiveParts, signal?: AbortSignal): Promise<Welcome> {
  signal?.throwIfAborted();
  while (connection.state !== "live" || lifecycle.welcome === undefined) {
    if (requests.closedBy !== undefined) throw requests.closedBy;
    await emitter.next(["welcome", "closed"], signal);
  }
  return lifecycle.welcome;
}
