import { ShoalError } from "../protocol/errors.ts";
import type { DownFrame, DownFrameOf } from "../protocol/frames/down.ts";
import type { ClientEvents } from "./client-events.ts";
import type { Outbox } from "./outbox.ts";
import type { PresenceSubscription } from "./presence-subscription.ts";
import { type AnyAnswer, isAnswer, type Requests } from "./requests.ts";
import type { Sync } from "./sync/sync.ts";

interface Destinations {
  readonly sync: Sync;
  readonly outbox: Outbox;
  readonly requests: Requests;
  readonly presenceSubscription: PresenceSubscription;
  emit<Type extends keyof ClientEvents>(type: Type, event: ClientEvents[Type]): void;
}

/** Hands each frame of the server to the part that handles it, and emits the changes. */
export class FrameRouter {
  readonly #to: Destinations;

  constructor(destinations: Destinations) {
    this.#to = destinations;
  }

  route(frame: DownFrame): void {
    const { sync, presenceSubscription, emit } = this.#to;
    const { conversations, invitations, people, blocked, onlinePeers, isReadShared, serverStanding } = sync;
    if (isAnswer(frame)) this.#answer(frame);
    else this.#handOver(frame);
    if (frame.type === "trimmed") emit("trimmed", { conversationId: frame.conversationId, floor: frame.floor });
    // First: a listener of the others may ask for a person.
    if (sync.people !== people) emit("people", sync.people);
    if (sync.blocked !== blocked) emit("blocked", sync.blocked);
    if (sync.onlinePeers !== onlinePeers) emit("onlinePeers", sync.onlinePeers);
    if (sync.isReadShared !== isReadShared) emit("isReadShared", sync.isReadShared);
    if (sync.serverStanding !== serverStanding) emit("serverStanding", sync.serverStanding);
    if (sync.conversations !== conversations) {
      presenceSubscription.keepTo(sync.conversations);
      emit("conversations", sync.conversations);
    }
    if (sync.invitations !== invitations) emit("invitations", sync.invitations);
  }

  #answer(frame: AnyAnswer): void {
    const { sync, requests, presenceSubscription, emit } = this.#to;
    if (frame.type === "conversation") sync.add(frame.conversation);
    if (frame.type === "watched" && presenceSubscription.is(frame.conversationId)) emit("watched", frame);
    requests.answer(frame);
  }

  #handOver(frame: Exclude<DownFrame, AnyAnswer>): void {
    const { sync, outbox, presenceSubscription, emit } = this.#to;
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
      case "raid":
        sync.raid(frame);
        break;
      case "trimmed":
        sync.trimmed(frame);
        break;
      case "peers":
        sync.peers(frame);
        break;
      case "presence":
      case "typists":
      case "readers":
      case "broadcast":
        // Frames of the previous `watch` may still be on their way.
        if (presenceSubscription.is(frame.conversationId)) emit(frame.type, frame);
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
