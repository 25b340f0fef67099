import type { DownFrame } from "../../protocol/frames/down.ts";
import type { Connection } from "./connection.ts";
import type { FanOut } from "./fan-out.ts";

/** What concerns all connections, or those from somewhere. */
export class Everyone {
  readonly #connections: ReadonlySet<Connection>;
  readonly #fanOut: FanOut;

  constructor(connections: ReadonlySet<Connection>, fanOut: FanOut) {
    this.#connections = connections;
    this.#fanOut = fanOut;
  }

  /** Frames of events that were handed to connections since the start. */
  get deliveryCount(): number {
    return this.#fanOut.deliveryCount;
  }

  /** Whether a commit of another node to that log has to be told to anyone here. */
  follows(logId: string): boolean {
    return this.#fanOut.follows(logId);
  }

  /** Tells every client to come back: what was committed meanwhile was not told, and is in the log. */
  endAll(): void {
    for (const connection of [...this.#connections]) connection.close("draining");
  }

  /** A frame that may be lost, to all who are signed in. */
  tell(frame: DownFrame): void {
    const text = JSON.stringify(frame);
    for (const connection of this.#connections) if (connection.session !== undefined) connection.sendEphemeral(text);
  }

  /** The same, to those who are in that conversation. */
  tellMembers(conversationId: string, frame: DownFrame): void {
    const text = JSON.stringify(frame);
    for (const connection of this.#fanOut.subscribers(conversationId)) connection.sendEphemeral(text);
  }

  /** Ends the connections from addresses that were banned. Nothing that is on its way to them is delivered. */
  endFrom(isBanned: (address: string) => boolean): void {
    for (const connection of [...this.#connections]) {
      if (!isBanned(connection.address)) continue;
      this.#fanOut.unsubscribeAll(connection);
      connection.revoke("banned");
    }
  }

  /** Where the user's live connections come from. */
  addressesOf(userId: string): ReadonlySet<string> {
    return new Set([...this.#fanOut.subscribers(userId)].map(({ address }) => address));
  }
}
