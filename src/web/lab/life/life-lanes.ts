import type { PointMark, TimeLane } from "../parts/time-line.tsx";
import { stateNames } from "../socket/socket-lanes.ts";
import type { LifeEvent } from "./life-log.ts";

const looks = ["striped", "solid", "outlined", "grey"] as const;

const marks: Readonly<Record<LifeEvent["kind"], PointMark>> = {
  dial: "up",
  open: "dot",
  message: "down",
  error: "cross",
  "no-socket": "cross",
  close: "dot",
  "give-up": "up",
  "close()": "up",
  send: "up",
};

/** What happens within a millisecond is in lanes of its own. */
const rows: readonly { readonly name: string; readonly kinds: readonly LifeEvent["kind"][] }[] = [
  { name: "open, message", kinds: ["open", "message"] },
  { name: "error", kinds: ["error", "no-socket"] },
  { name: "close", kinds: ["close"] },
  { name: "new, close()", kinds: ["dial", "close()", "give-up"] },
  { name: "send()", kinds: ["send"] },
];

/** The states as spans, what the socket told, and what was called on it. */
export function lifeLanes(
  states: readonly { readonly state: number; readonly atMs: number }[],
  events: readonly LifeEvent[],
  nameOf: (event: LifeEvent) => string,
): readonly TimeLane[] {
  const spans = states.map(({ state, atMs }, place) => ({
    startMs: atMs,
    endMs: states[place + 1]?.atMs,
    look: looks[state] ?? ("grey" as const),
    label: `${state} ${stateNames[state]}`,
  }));
  const point = (event: LifeEvent) => ({ atMs: event.atMs, mark: markOf(event), label: nameOf(event) });
  return [
    { id: "state", name: "readyState", spans, points: [] },
    ...rows.map(({ name, kinds }) => ({
      ...{ id: name, name, spans: [] },
      points: events.filter(({ kind }) => kinds.includes(kind)).map(point),
    })),
  ];
}

function markOf(event: LifeEvent): PointMark {
  return event.kind === "send" && event.outcome !== "sent" ? "cross" : marks[event.kind];
}
