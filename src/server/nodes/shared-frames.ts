import type { Bus } from "../bus/bus.ts";
import type { OtherNodes, OtherNodesListener } from "../gateway/http/other-nodes.ts";
import { publish, subscribe } from "./messages.ts";

/** Frames of clients over HTTP that arrived at another node than the one whose answer is open. */
export class SharedFrames implements OtherNodes {
  readonly #bus: Bus;
  #listener: OtherNodesListener | undefined;
  readonly #stop: () => void;

  constructor(bus: Bus) {
    this.#bus = bus;
    this.#stop = subscribe(bus, "sessions", (message) => {
      if (message.type === "frames") this.#listener?.onFrames(message.connectionId, message.userId, message.frames);
      else if (message.type === "left") this.#listener?.onLeft(message.connectionId, message.userId);
    });
  }

  passOn(connectionId: string, userId: string, frames: readonly string[]): void {
    const tell = (some: readonly string[]): boolean =>
      publish(this.#bus, "sessions", { type: "frames", connectionId, userId, frames: [...some] });
    if (!tell(frames)) for (const frame of frames) tell([frame]);
  }

  left(connectionId: string, userId: string): void {
    publish(this.#bus, "sessions", { type: "left", connectionId, userId });
  }

  listen(listener: OtherNodesListener): void {
    this.#listener = listener;
  }

  close(): void {
    this.#stop();
  }
}
