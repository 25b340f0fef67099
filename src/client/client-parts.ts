import { type Clock, systemClock } from "../clock.ts";
import { ShoalError } from "../protocol/errors.ts";
import { features } from "../protocol/features.ts";
import type { HelloInput } from "../protocol/frames/hello.ts";
import type { UpFrameInput } from "../protocol/frames/up.ts";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { Backoff } from "./backoff.ts";
import type { ClientEvents } from "./client-events.ts";
import { ClientLifecycle } from "./client-lifecycle.ts";
import { ConnectionManager } from "./connection-manager.ts";
import { Emitter } from "./emitter.ts";
import { FrameRouter } from "./frame-router.ts";
import { assertReadable } from "./frames.ts";
import { Outbox } from "./outbox.ts";
import { memoryOutbox } from "./outbox-store.ts";
import { PresenceSubscription } from "./presence-subscription.ts";
import { ReadMarkers } from "./read-markers.ts";
import { Requests } from "./requests.ts";
import { SessionToken } from "./session-token.ts";
import type { ShoalClientOptions } from "./shoal-client-options.ts";
import { Sync, type SyncListener } from "./sync/sync.ts";
import { chooseTransports, type TransportMeans } from "./transports/choose-transports.ts";
import { TransportFallback } from "./transports/transport-fallback.ts";
import { Typing } from "./typing.ts";
import { windowWake } from "./wake.ts";

/** The parts of a client. */
export interface ClientParts {
  readonly clock: Clock;
  readonly emitter: Emitter<ClientEvents>;
  readonly lifecycle: ClientLifecycle;
  readonly sync: Sync;
  readonly outbox: Outbox;
  readonly requests: Requests;
  readonly readMarkers: ReadMarkers;
  readonly presenceSubscription: PresenceSubscription;
  readonly typing: Typing;
  readonly means: TransportMeans;
  readonly fallback: TransportFallback;
  readonly connection: ConnectionManager;
}

/**
 * Makes the parts of a client and connects them with each other. Dials at once. Throws `TypeError` when `url` is invalid, `RangeError` for
 * delays of `reconnect` that are not allowed, and `bad-frame` for a `position` that is invalid.
 */
export function createClientParts(url: string, options: ShoalClientOptions): ClientParts {
  const clock = options.clock ?? systemClock;
  const random = options.random ?? Math.random;
  const means = { server: url, clock, WebSocket: options.WebSocket, fetch: options.fetch };
  const fallback = new TransportFallback(chooseTransports(options.transport ?? "auto", means));
  const emitter = new Emitter<ClientEvents>();
  const token = new SessionToken(options.token, clock);
  const transmit = (frame: UpFrameInput): void => connection.send(frame);

  const greeting = (): HelloInput => ({
    ...{ type: "hello", version: PROTOCOL_VERSION, token: token.current },
    ...sync.position,
    features: [...features],
  });

  const listener: SyncListener = {
    onEvent: (conversationId, event) => lifecycle.happened(conversationId, event),
    onGap: (gap) => lifecycle.skipped(gap),
    onResume: (logId, after) => transmit({ type: "resume", logId, after }),
    onRemoved: (removal) => lifecycle.emit("removed", removal),
    onOutOfSync: () => connection.lose(new ShoalError("unavailable", { message: "Something was missed; coming back." })),
  };
  const sync = new Sync(listener, options.position);
  if (options.position !== undefined) assertReadable({ ...greeting(), token: undefined });
  const requests = new Requests(clock, transmit);
  const typing = new Typing(clock, (conversationId, isTyping) =>
    transmit({ type: "typing", conversationId, ...(!isTyping && { isTyping }) }),
  );
  const presenceSubscription = new PresenceSubscription((conversationId, cancel) =>
    requests.ask("watch", { conversationId }, cancel),
  );
  const readMarkers = new ReadMarkers({
    clock,
    conversations: () => sync.conversations,
    transmit: (conversationId, seq) => transmit({ type: "read", conversationId, seq }),
  });
  const outbox = new Outbox({
    store: options.outbox ?? memoryOutbox(),
    clock,
    random,
    transmit: ({ clientMessageId, conversationId, text, mentions, replyTo, files, data }) =>
      transmit({
        ...{ type: "send", clientMessageId, conversationId, text },
        ...(mentions && { mentions: [...mentions] }),
        ...(replyTo !== undefined && { replyTo }),
        ...(files && { files: files.map(({ id }) => id) }),
        ...(data && { data }),
      }),
    onSent: (sent) => lifecycle.emit("sent", sent),
    onChange: (entries) => lifecycle.emit("outbox", entries),
  });
  const lifecycle = new ClientLifecycle({ emitter, sync, outbox, requests, readMarkers, presenceSubscription });
  const router = new FrameRouter({
    sync,
    outbox,
    requests,
    presenceSubscription,
    emit: (type, event) => lifecycle.emit(type, event),
  });
  const connection: ConnectionManager = new ConnectionManager(
    { fallback, clock, backoff: new Backoff(random, clock, options.reconnect), token },
    {
      hello: () => greeting(),
      position: () => ({ ...sync.everyPosition, watching: presenceSubscription.conversationId }),
      isExpected: ({ user }) => user.id === (lifecycle.welcome?.user.id ?? options.userId ?? user.id),
      onWelcome: (welcome) => lifecycle.welcomed(welcome),
      onRenewed: (isSwitched) => lifecycle.renewed(isSwitched),
      onLingered: () => requests.lingered(),
      onState: (change) => lifecycle.stateChanged(change),
      onFrame: (frame) => router.route(frame),
      onSeen: (direction, text) => emitter.has("frame") && lifecycle.emit("frame", { direction, text: text() }),
    },
  );
  const stopWaking = (options.wake ?? windowWake)(
    () => connection.probe(),
    () => connection.doubt(),
  );
  lifecycle.onEnd(stopWaking);
  return {
    clock,
    emitter,
    lifecycle,
    sync,
    outbox,
    requests,
    readMarkers,
    presenceSubscription,
    typing,
    means,
    fallback,
    connection,
  };
}
