import { ShoalError } from "../protocol/errors.ts";
import type { ReceivedEvent } from "../protocol/events.ts";
import type { Gap } from "../protocol/frames/events.ts";
import type { Welcome } from "../protocol/frames/welcome.ts";
import type { ClientEvents, StateChange } from "./client-events.ts";
import type { Emitter } from "./emitter.ts";
import type { Outbox } from "./outbox.ts";
import type { PresenceSubscription } from "./presence-subscription.ts";
import type { ReadMarkers } from "./read-markers.ts";
import type { Requests } from "./requests.ts";
import type { Sync } from "./sync/sync.ts";

interface LifecycleDependencies {
  readonly emitter: Emitter<ClientEvents>;
  readonly sync: Sync;
  readonly outbox: Outbox;
  readonly requests: Requests;
  readonly readMarkers: ReadMarkers;
  readonly presenceSubscription: PresenceSubscription;
}

/** The reactions to a connection that is live, replaced, lost or closed for good: which part is told, and in which order. */
export class ClientLifecycle {
  readonly #parts: LifecycleDependencies;
  #isLive = false;
  #isClosed = false;
  #isClosedByServer = false;
  #welcome: Welcome | undefined;
  /** The logs whose past this welcome replaces. */
  #replaced: readonly Gap[] = [];
  #onEnd: () => void = () => {};

  constructor(dependencies: LifecycleDependencies) {
    this.#parts = dependencies;
  }

  /** The last one. */
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  /** Whether it was closed for good, and not by the application. */
  get isClosedByServer(): boolean {
    return this.#isClosedByServer;
  }

  /** `callback` is called when the client is closed, before any event. */
  onEnd(callback: () => void): void {
    this.#onEnd = callback;
  }

  /** After `closed` there are no more events. */
  emit<Type extends keyof ClientEvents>(type: Type, event: ClientEvents[Type]): void {
    if (!this.#isClosed) this.#parts.emitter.emit(type, event);
  }

  welcomed(welcome: Welcome): void {
    const { sync, readMarkers } = this.#parts;
    this.#welcome = welcome;
    this.#replaced = sync.welcome(welcome);
    for (const gap of this.#replaced) readMarkers.skip(gap);
  }

  stateChanged(change: StateChange): void {
    this.#isLive = change.state === "live";
    if (change.state === "closed") this.#close(change);
    else if (change.state === "live") this.#begin(change);
    else this.#pause(change);
  }

  /** Live all along. Unacknowledged messages are sent again: they may not have arrived, and a duplicate is harmless [P10]. */
  renewed(isSwitched: boolean): void {
    const { outbox, requests, presenceSubscription, sync } = this.#parts;
    this.#tellWelcome();
    if (!this.#isLive) return;
    outbox.pause();
    outbox.resume();
    if (isSwitched) requests.switched();
    presenceSubscription.again(sync.conversations);
  }

  happened(conversationId: string, event: ReceivedEvent): void {
    this.emit("event", { conversationId, event });
    if (event.type !== "message") return;
    this.emit("message", { conversationId, event });
    if (event.by.id === this.#welcome?.user.id) this.#parts.outbox.acknowledgeByEvent(conversationId, event);
  }

  skipped(gap: Gap): void {
    this.#parts.readMarkers.skip(gap);
    this.emit("gap", gap);
  }

  #begin(change: StateChange): void {
    const { outbox, readMarkers, requests, presenceSubscription, sync } = this.#parts;
    this.emit("state", change);
    this.#tellWelcome();
    if (!this.#isLive) return; // a listener closed the client
    outbox.resume(); // before anything new is sent
    readMarkers.resume();
    presenceSubscription.again(sync.conversations);
    requests.resume();
  }

  #tellWelcome(): void {
    const { sync } = this.#parts;
    if (this.#welcome !== undefined) this.emit("welcome", this.#welcome);
    for (const gap of this.#replaced) this.emit("gap", gap);
    for (const { id, floor } of sync.conversations.values())
      if (floor !== undefined) this.emit("trimmed", { conversationId: id, floor });
    this.emit("conversations", sync.conversations);
    this.emit("invitations", sync.invitations);
    this.emit("people", sync.people);
    this.emit("blocked", sync.blocked);
    this.emit("onlinePeers", sync.onlinePeers);
    this.emit("isReadShared", sync.isReadShared);
    this.emit("serverStanding", sync.serverStanding);
  }

  #pause(change: StateChange): void {
    const { outbox, readMarkers, requests } = this.#parts;
    outbox.pause();
    readMarkers.pause();
    requests.pause(change.error);
    this.emit("state", change);
  }

  #close(change: StateChange): void {
    const { emitter, outbox, readMarkers, requests } = this.#parts;
    const error = change.error ?? new ShoalError("unavailable", { message: "The client was closed." });
    this.#isClosed = true;
    this.#isClosedByServer = change.error !== undefined;
    this.#onEnd();
    outbox.close(error);
    readMarkers.pause();
    requests.close(error);
    emitter.emit("state", change);
    emitter.emit("closed", change.error);
  }
}
