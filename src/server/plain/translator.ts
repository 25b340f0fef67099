import type { DownFrame } from "../../protocol/frames/down.ts";
import type { MessageEvent } from "../../protocol/messages.ts";
import type { Shape } from "./shapes.ts";

interface Translated {
  readonly frame: DownFrame;
  /** The group's messages in it, in the words of each shape that was asked for. */
  readonly words: Map<Shape, readonly string[]>;
}

/** One frame goes to many sockets: it is parsed once, and put into words once for each shape. */
export class Translator {
  #text = "";
  #translated: Translated | undefined;

  parse(text: string): DownFrame {
    return this.#of(text).frame;
  }

  /** What everybody in the group gets of a frame, in order. */
  groupMessages(text: string, shape: Shape): readonly string[] {
    const { frame, words } = this.#of(text);
    const known = words.get(shape);
    if (known !== undefined) return known;
    const fresh = messagesOf(frame).flatMap((event) => shape.group?.(event) ?? []);
    words.set(shape, fresh);
    return fresh;
  }

  #of(text: string): Translated {
    if (this.#translated === undefined || this.#text !== text) {
      this.#text = text;
      // The server's own frame, written a moment ago.
      this.#translated = { frame: JSON.parse(text) as DownFrame, words: new Map() };
    }
    return this.#translated;
  }
}

/** A message that was deleted before it was delivered is none [P66c]. */
export function messagesOf(frame: DownFrame): MessageEvent[] {
  if (frame.type !== "events") return [];
  return frame.events.filter((event) => event.type === "message" && event.isDeleted !== true) as MessageEvent[];
}
