import type { DownFrame } from "../../protocol/frames/down.ts";
import type { MessageEvent } from "../../protocol/messages.ts";
import type { Shape } from "./shapes.ts";

interface Translated {
  readonly frame: DownFrame;
  readonly messages: readonly MessageEvent[];
  /** Where its files are depends on how a client has reached the server; everything else is the same for all. */
  readonly hasFiles: boolean;
  /** The group's messages in it, in the words of each shape that was asked for, by the server's address where that counts. */
  readonly words: Map<Shape, Map<string, readonly string[]>>;
}

/** One frame goes to many sockets: it is parsed once, and put into words once for each shape. */
export class Translator {
  #text = "";
  #translated: Translated | undefined;

  parse(text: string): DownFrame {
    return this.#of(text).frame;
  }

  /** What everybody in the group gets of a frame, in order. `server`: where they have reached it. */
  groupMessages(text: string, shape: Shape, server: string): readonly string[] {
    const { messages, hasFiles, words } = this.#of(text);
    const key = hasFiles ? server : "";
    const known = words.get(shape) ?? new Map<string, readonly string[]>();
    words.set(shape, known);
    const fresh = known.get(key) ?? messages.flatMap((event) => shape.group?.(event, server) ?? []);
    known.set(key, fresh);
    return fresh;
  }

  #of(text: string): Translated {
    if (this.#translated === undefined || this.#text !== text) {
      this.#text = text;
      // The server's own frame, written a moment ago.
      const frame = JSON.parse(text) as DownFrame;
      const messages = messagesOf(frame);
      const hasFiles = messages.some(({ files = [] }) => files.length > 0);
      this.#translated = { frame, messages, hasFiles, words: new Map() };
    }
    return this.#translated;
  }
}

/** A message that was deleted before it was delivered is none [P66c]. */
export function messagesOf(frame: DownFrame): MessageEvent[] {
  if (frame.type !== "events") return [];
  return frame.events.filter((event) => event.type === "message" && event.isDeleted !== true) as MessageEvent[];
}
