import { ShoalError } from "../protocol/errors.ts";
import type { Welcome } from "../protocol/frames/welcome.ts";
import type { ClientEvents } from "./client-events.ts";

interface Client {
  on<Type extends "welcome" | "closed">(type: Type, listener: (event: ClientEvents[Type]) => void): () => void;
}

/** The welcome of a client that is live, or the next one of a client that is not. Rejects when the client is or gets closed for good. */
export function whenReady(client: Client, welcome: Welcome | undefined, closedBy: ShoalError | undefined): Promise<Welcome> {
  if (closedBy !== undefined) return Promise.reject(closedBy);
  if (welcome !== undefined) return Promise.resolve(welcome);
  return new Promise((resolve, reject) => {
    const stops = [
      client.on("welcome", (next) => settle(() => resolve(next))),
      client.on("closed", (error) =>
        settle(() => reject(error ?? new ShoalError("unavailable", { message: "The client was closed." }))),
      ),
    ];
    function settle(finish: () => void): void {
      for (const stop of stops) stop();
      finish();
    }
  });
}
