import { type ReadonlySignal, signal } from "@preact/signals";
import {
  type ConnectionState,
  type ShoalClient,
  type ShoalError,
  type StateChange,
  systemClock,
  type TransportName,
  transportNames,
  type WallMs,
} from "../../client/index.ts";
import type { TransportChoice } from "./preferences.ts";

/** The page's state of its connection. */
export interface ConnectionView {
  readonly state: ConnectionState;
  /** Why the connection before was lost, or why this one is closed. */
  readonly error: ShoalError | undefined;
  readonly hasBeenLive: boolean;
  /** Attempts that came to nothing since it was live. */
  readonly failureCount: number;
  /** When it became live, or stopped to be; undefined before it was live. */
  readonly since: WallMs | undefined;
  /** Why and when a live connection ended last. It stays when the next one is live. */
  readonly lastLoss: { readonly error: ShoalError; readonly at: WallMs } | undefined;
}

/** Without a connection, until the next attempt. */
interface WaitingNotice {
  readonly kind: "lost" | "restarting";
}

/** The notice shown to the user. */
export type ConnectionNotice =
  | { readonly kind: "none" | "connecting" | "reconnecting" | "offline" }
  | WaitingNotice
  | { readonly kind: "closed"; readonly error: ShoalError };

export function connectionOf(client: ShoalClient): ReadonlySignal<ConnectionView> {
  const sight = signal<ConnectionView>({
    state: client.state,
    error: undefined,
    hasBeenLive: false,
    failureCount: 0,
    since: undefined,
    lastLoss: undefined,
  });
  client.on("state", (change) => {
    sight.value = seen(sight.peek(), change, systemClock.now());
  });
  client.on("closed", (error) => {
    sight.value = { ...sight.peek(), state: "closed", error };
  });
  return sight;
}

/** The name of the current transport, or of the last one. */
export function transportOf(client: ShoalClient): ReadonlySignal<string | undefined> {
  const name = signal(client.transport);
  client.on("welcome", () => {
    name.value = client.transport;
  });
  return name;
}

/** The transport of a live connection in WebSocket's place, without the user's choice. */
export function fallbackOf(transport: string | undefined, choice: TransportChoice): TransportName | undefined {
  const isFallback = choice === "auto" && transport !== "websocket";
  return isFallback ? transportNames.find((name) => name === transport) : undefined;
}

/** A server that restarts refuses connections meanwhile. After so many attempts it no longer looks like a restart. */
export const RESTART_ATTEMPTS_MAX = 20;

export function seen(before: ConnectionView, { state, error }: StateChange, at: WallMs): ConnectionView {
  const isLive = state === "live";
  const since = isLive || before.state === "live" ? at : before.since;
  if (isLive) return { ...before, state, error: undefined, hasBeenLive: true, failureCount: 0, since };
  const failureCount = before.failureCount + (state === "waiting" ? 1 : 0);
  const isRestarting = before.error?.code === "draining" && failureCount <= RESTART_ATTEMPTS_MAX;
  const lastLoss = before.state === "live" && error !== undefined ? { error, at } : before.lastLoss;
  return { ...before, state, error: isRestarting ? before.error : (error ?? before.error), failureCount, since, lastLoss };
}

export function noticeOf({ state, error, hasBeenLive }: ConnectionView, isOnline: boolean): ConnectionNotice {
  switch (state) {
    case "live":
      return { kind: "none" };
    case "closed":
      return error === undefined ? { kind: "none" } : { kind: "closed", error };
    case "connecting":
    case "greeting":
      if (!isOnline) return { kind: "offline" };
      return { kind: hasBeenLive ? "reconnecting" : "connecting" };
    case "waiting":
      if (!isOnline) return { kind: "offline" };
      return { kind: error?.code === "draining" ? "restarting" : "lost" };
  }
}

/** Whether the page waits for its next attempt. */
export function isWaiting(notice: ConnectionNotice): notice is WaitingNotice {
  return notice.kind === "lost" || notice.kind === "restarting";
}

/** Whether the user can ask for an attempt now. */
export function isAway(notice: ConnectionNotice): boolean {
  return isWaiting(notice) || notice.kind === "offline";
}
