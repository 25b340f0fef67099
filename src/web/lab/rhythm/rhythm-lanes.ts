import { laneWords } from "../lanes/words.ts";
import type { TimeLane, TimePoint } from "../parts/time-line.tsx";
import type { Travel } from "./rhythm.ts";
import { lookOf, type RecordedSpan, type RhythmRecorder } from "./rhythm-recorder.ts";
import { rhythmWords } from "./words.ts";

/** The lane of the time line that shows a transport. */
export function laneOf({ transport, spans, points }: RhythmRecorder, travels: readonly Travel[]): TimeLane {
  const say = rhythmWords.value;
  return {
    id: transport,
    name: laneWords.value.transports[transport],
    class: transport,
    spans: spans.map((span) => {
      const { startMs, endMs } = span;
      return { startMs, endMs, look: lookOf(transport, span), label: labelOf(transport, span) };
    }),
    points: [
      ...points.map(({ atMs, mark, type }) => ({
        ...{ atMs, mark },
        label: mark === "up" ? say.frameUp(type) : say.frameDown(type),
      })),
      ...travels.flatMap((travel) => pointsOf(transport, travel)),
    ].sort((one, other) => one.atMs - other.atMs),
  };
}

function labelOf(transport: RhythmRecorder["transport"], { endMs, downBytes, types }: RecordedSpan): string {
  const say = rhythmWords.value;
  if (transport === "websocket") return say.socket(downBytes);
  if (transport === "stream") return say.stream(downBytes);
  if (endMs === undefined) return say.legend.held;
  if (types.length > 0) return say.answered(types.join(", "));
  return transport === "poll" ? say.legend.empty : say.legend.timedOut;
}

function pointsOf(transport: RhythmRecorder["transport"], { text, by, saidAtMs, arrivedAtMs }: Travel): TimePoint[] {
  const say = rhythmWords.value;
  const said: TimePoint[] = by === transport ? [{ atMs: saidAtMs, mark: "dot", label: say.said(text) }] : [];
  const atMs = arrivedAtMs[transport];
  if (atMs === undefined) return said;
  return [...said, { atMs, mark: "dot", label: say.arrived(text, say.milliseconds(atMs - saidAtMs)) }];
}
