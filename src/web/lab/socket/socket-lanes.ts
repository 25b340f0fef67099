import type { TimeLane } from "../parts/time-line.tsx";
import type { SocketEvent, StateChange } from "./socket-log.ts";

export const stateNames = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"] as const;

/** The states of a socket as spans, what it sent and got as points. */
export function lanesOf(
  states: readonly StateChange[],
  events: readonly SocketEvent[],
  nameOf: (event: SocketEvent) => string,
): readonly TimeLane[] {
  const points = (wanted: Partial<Record<SocketEvent["kind"], "up" | "down" | "dot" | "cross">>) =>
    events.flatMap((event) => {
      const mark = wanted[event.kind];
      return mark === undefined ? [] : [{ atMs: event.atMs, mark, label: nameOf(event) }];
    });
  const spans = states.map(({ state, atMs }, place) => ({
    startMs: atMs,
    endMs: states[place + 1]?.atMs,
    look: looks[state] ?? ("grey" as const),
    label: `${state} ${stateNames[state]}`,
  }));
  return [
    { id: "state", name: "readyState", spans, points: points({ error: "cross" }) },
    { id: "frames", name: "send() / message", spans: [], points: points({ sent: "up", message: "down", refused: "cross" }) },
  ];
}

const looks = ["striped", "solid", "outlined", "grey"] as const;
