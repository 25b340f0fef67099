import { ShoalError } from "../protocol/errors.ts";
import type { DownFrame, DownFrameOf } from "../protocol/frames/down.ts";
import type { ClientEvents } from "./client-events.ts";
import type { Outbox } from "./outbox.ts";
import { type AnyAnswer, isAnswer, type Requests } from "./requests.ts";
import type { Sync } from "./sync/sync.ts";
import type { Watching } from "./watching.ts";

interface Destinations {
  readonly sync: Sync;
  readonly outbox: Outbox;
  readonly requests: Requests;
  readonly watching: Watching;
  emit<Type extends keyof ClientEvents>(type: Type, event: ClientEvents[Type]): void;
}

/** Hands each frame of the server to the part that it is for, and tells what it changed. */
export class FrameRouter {
  readonly #to: Destinations;

  constructor(destinations: Destinations) {
    this.#to = destinations;
  }

  route(frame: DownFrame): void {
    const { sync, watching, emit } = this.#to;
    const { conversations, invitations } = sync;
    if (isAnswer(frame)) this.#answer(frame);
    else this.#handOver(frame);
    if (sync.conversations !== conversations) {
      watching.keepTo(sync.conversations);
      emit("conversations", sync.conversations);
    }
    if (sync.invitations !== invitations) emit("invitations", sync.invitations);
  }

  #answer(frame: AnyAnswer): void {
    const { sync, requests, watching, emit } = this.#to;
    if (frame.type === "conversation") sync.add(frame.conversation);
    if (frame.type === "watched" && watching.is(frame.conversationId)) emit("watched", frame);
    requests.answer(frame);
  }

  #handOver(frame: Exclude<DownFrame, AnyAnswer>): void {
    const { sync, outbox, watching, emit } = this.#to;
    switch (frame.type) {
      case "events":
        sync.events(frame);
        break;
      case "gap":
        sync.gap(frame);
        break;
      case "ping":
        sync.heads(frame.heads);
        break;
      case "sent":
        outbox.acknowledge(frame);
        break;
      case "error":
        this.#refuse(frame);
        break;
      case "presence":
      case "typists":
        // What the server sent before it heard of another `watch` is still on its way.
        if (watching.is(frame.conversationId)) emit(frame.type, frame);
        break;
      case "welcome":
      case "pong":
        break; // the connection's own
    }
  }

  #refuse({ code, message, isRetryable, retryAfterMs, requestId, clientMessageId }: DownFrameOf<"error">): void {
    const error = new ShoalError(code, { message, isRetryable, retryAfterMs });
    if (requestId !== undefined) this.#to.requests.refuse(requestId, error);
    if (clientMessageId !== undefined) this.#to.outbox.refuse(clientMessageId, error);
  }
}
