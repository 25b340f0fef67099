import type { Events } from "../../src/protocol/frames/events.ts";
import { LOBBY_ID, newClientMessageId } from "../../src/protocol/ids.ts";
import { answerPings, enter, type Guest, typeStart } from "./guests.ts";
import { LobbyFrames } from "./lobby-frames.ts";
import { frameText, type RawClient } from "./raw-client.ts";
import type { ServerProcess } from "./server-process.ts";

export interface NewMessage {
  readonly id: string;
  /** As its sender sends it. */
  readonly frame: string;
}

/** How the members of one room talk with their server, and the order in which messages are delivered to them. */
export interface Wire {
  /** Connects a member for each token. */
  enter(server: ServerProcess, tokens: readonly (string | undefined)[]): Promise<Guest[]>;
  /** Resolves when every member gets what any of them sends. */
  areListening(guests: readonly Guest[]): Promise<void>;
  newMessage(): NewMessage;
  isDelivery(bytes: Uint8Array, start: number): boolean;
  /** The position of a member after this delivery. Throws when it does not follow `position`. */
  follow(bytes: Uint8Array, start: number, end: number, position: number): number;
  /** The ids of the messages in a delivery. */
  idsOf(delivery: string): string[];
  /** Takes a frame that delivers nothing, and returns the id of the message that it acknowledges. */
  readOther(client: RawClient, bytes: Uint8Array, start: number, end: number): string | undefined;
}

export const TEXT = "The tide is coming in, and so are we: see you all at the pier.";

/** Shoal's frames. */
export class FrameWire implements Wire {
  readonly #frames = new LobbyFrames();

  enter(server: ServerProcess, tokens: readonly (string | undefined)[]): Promise<Guest[]> {
    return enter(server, tokens);
  }

  /** All were welcomed. */
  async areListening(): Promise<void> {}

  newMessage(): NewMessage {
    const id = newClientMessageId();
    return { id, frame: JSON.stringify({ type: "send", clientMessageId: id, conversationId: LOBBY_ID, text: TEXT }) };
  }

  isDelivery(bytes: Uint8Array, start: number): boolean {
    return typeStart(bytes, start) === "ev";
  }

  follow(bytes: Uint8Array, start: number, end: number, position: number): number {
    return this.#frames.follow(bytes, start, end, position);
  }

  idsOf(delivery: string): string[] {
    const frame: Events = JSON.parse(delivery);
    return frame.events.flatMap((event) => (event.type === "message" ? [event.clientMessageId] : []));
  }

  readOther(client: RawClient, bytes: Uint8Array, start: number, end: number): string | undefined {
    if (typeStart(bytes, start) === "se") return JSON.parse(frameText(bytes, start, end)).clientMessageId;
    answerPings(client, bytes, start, end);
    return undefined;
  }
}
