import { useState } from "preact/hooks";
import { labWords } from "../words.ts";
import { shareOf, ticksOf } from "./scale.ts";

/** How a span is filled. Each differs by its pattern as well, for readers who do not see the colour. */
export type SpanLook = "solid" | "striped" | "outlined" | "grey";
/** The shape of a point: something that went up or came down, that happened, that failed, or that is one of very many. */
export type PointMark = "up" | "down" | "dot" | "cross" | "tick";

export interface TimeSpan {
  readonly startMs: number;
  /** Undefined while it goes on. */
  readonly endMs?: number | undefined;
  readonly look: SpanLook;
  readonly label: string;
}

export interface TimePoint {
  readonly atMs: number;
  readonly mark: PointMark;
  readonly label: string;
}

export interface TimeLane {
  readonly id: string;
  readonly name: string;
  /** A class that sets `--mark`, the lane's colour: a transport's name, for example. */
  readonly class?: string;
  readonly spans: readonly TimeSpan[];
  readonly points: readonly TimePoint[];
}

interface TimeLineProps {
  readonly label: string;
  readonly lanes: readonly TimeLane[];
  /** What lies before is not shown. Move it along for a window of constant length. */
  readonly fromMs?: number;
  /** Now, as long as it grows. */
  readonly untilMs: number;
}

/** The newest of a lane's spans, and as many of its points, are drawn. */
const SHOWN_MAX = 200;
const TICKS_MAX = 5;
const glyphs: Readonly<Record<PointMark, string>> = { up: "▲", down: "▼", dot: "●", cross: "✕", tick: "|" };
/** Of the line: a narrower span has no room for its label. */
const LABEL_SHARE_MIN = 0.05;

/** Lanes of spans and points over time, and the same as a list of sentences. */
export function TimeLine({ label, lanes, fromMs = 0, untilMs }: TimeLineProps) {
  const say = labWords.value;
  const [isListShown, setIsListShown] = useState(false);
  const shown = lanes.map((lane) => inWindow(lane, fromMs, untilMs));
  const place = (ms: number): string => `${(shareOf(ms, fromMs, untilMs) * 100).toFixed(2)}%`;
  return (
    <figure class="time-line card">
      <figcaption>
        <h2>{label}</h2>
      </figcaption>
      <div class="time-lanes" aria-hidden="true">
        {shown.map((lane) => (
          <div key={lane.id} class={`time-lane ${lane.class ?? ""}`}>
            <span class="time-lane-name clip">{lane.name}</span>
            <div class="time-track">
              {lane.spans.map((span) => {
                const share = shareOf(span.endMs ?? untilMs, fromMs, untilMs) - shareOf(span.startMs, fromMs, untilMs);
                const isNarrow = share < LABEL_SHARE_MIN;
                return (
                  <span
                    key={span.startMs}
                    class={`time-span ${span.look} ${isNarrow ? "narrow" : ""}`}
                    title={span.label}
                    style={{ insetInlineStart: place(span.startMs), inlineSize: `${(share * 100).toFixed(2)}%` }}
                  >
                    {!isNarrow && span.label}
                  </span>
                );
              })}
              {lane.points.map((point, index) => (
                <span
                  key={index}
                  class={`time-point ${point.mark}`}
                  title={point.label}
                  style={{ insetInlineStart: place(point.atMs) }}
                >
                  {glyphs[point.mark]}
                </span>
              ))}
            </div>
          </div>
        ))}
        <div class="time-axis">
          {ticksOf(fromMs, untilMs, TICKS_MAX).map((ms) => (
            <span key={ms} style={{ insetInlineStart: place(ms) }}>
              {say.duration(ms)}
            </span>
          ))}
        </div>
      </div>
      <details class="as-list" onToggle={({ currentTarget }) => setIsListShown(currentTarget.open)}>
        <summary>{say.asList}</summary>
        {isListShown && (
          <section class="list-scroll" aria-label={label} tabIndex={0}>
            <ol>
              {shown.flatMap(sentencesOf).map(({ atMs, lane, when, what }, index) => (
                <li key={`${atMs} ${index}`}>
                  <strong>{lane}</strong> <span class="hint">{when}</span> {what}
                </li>
              ))}
            </ol>
          </section>
        )}
      </details>
    </figure>
  );
}

/** What of a lane lies between the two times, the newest of it. */
export function inWindow(lane: TimeLane, fromMs: number, untilMs: number): TimeLane {
  const spans = lane.spans.filter(({ startMs, endMs }) => startMs <= untilMs && (endMs ?? untilMs) >= fromMs);
  const points = lane.points.filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs);
  return { ...lane, spans: spans.slice(-SHOWN_MAX), points: points.slice(-SHOWN_MAX) };
}

function sentencesOf(lane: TimeLane): { atMs: number; lane: string; when: string; what: string }[] {
  const say = labWords.value;
  const time = (ms: number): string => say.duration(Math.round(ms));
  const spans = lane.spans.map(({ startMs, endMs, label }) => ({
    atMs: startMs,
    lane: lane.name,
    when: endMs === undefined ? say.from(time(startMs)) : say.fromTo(time(startMs), time(endMs)),
    what: label,
  }));
  const points = lane.points.map(({ atMs, label }) => ({ atMs, lane: lane.name, when: time(atMs), what: label }));
  return [...spans, ...points].sort((one, other) => one.atMs - other.atMs);
}
