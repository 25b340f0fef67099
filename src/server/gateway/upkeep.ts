import type { Clock } from "../../clock.ts";
import type { ErrorCode } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import type { Log } from "../log.ts";
import type { Connection } from "./connection.ts";

/** Why a connection is to end now, if it is. */
export function reasonToEnd(connection: Connection, clock: Clock): ErrorCode | undefined {
  const { session, openedAt, congestedAt, lastHeardAt } = connection;
  if (session === undefined && clock.elapsedMs(openedAt) > limits.helloTimeoutMs) return "hello-timeout";
  if (congestedAt !== undefined && clock.elapsedMs(congestedAt) > limits.slowConnectionTimeoutMs) return "too-slow";
  if (clock.elapsedMs(lastHeardAt) > limits.heartbeatTimeoutMs) return "heartbeat-lost";
  return undefined;
}

/** A ping that cannot leave now is due until it can. */
export function pingIfDue(connection: Connection, clock: Clock): void {
  if (connection.session === undefined || connection.isCongested) return;
  if (clock.elapsedMs(connection.lastPingAt) < limits.heartbeatIntervalMs) return;
  connection.lastPingAt = clock.monotonicNow();
  const heads: Record<string, number> = {};
  for (const { logId, position } of connection.subscriptions.values()) heads[logId] = position;
  connection.sendEphemeral(JSON.stringify({ type: "ping", heads }));
}

export function noteClosed(connection: Connection, { clock, log }: { readonly clock: Clock; readonly log: Log }): void {
  const { id, transportName, openedAt, session, endedBy } = connection;
  log.debug?.("connection closed", {
    ...{ id, transport: transportName, by: endedBy },
    isGreeted: session !== undefined,
    seconds: Math.round(clock.elapsedMs(openedAt) / 1000),
  });
}
