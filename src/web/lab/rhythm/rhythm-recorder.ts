import type { TransportName } from "../../../client/index.ts";
import type { Exchange, TrafficObserver } from "../lanes/traffic.ts";
import type { PointMark, SpanLook } from "../parts/time-line.tsx";

/** What a held request, or a socket, came to. */
export interface RecordedSpan {
  readonly startMs: number;
  endMs?: number;
  downBytes: number;
  /** The types of the frames that came with it, the newest `TYPES_MAX` of them. */
  types: readonly string[];
}

interface RecordedPoint {
  readonly atMs: number;
  readonly mark: Extract<PointMark, "up" | "down">;
  /** A frame's type. */
  readonly type: string;
}

/** Of a lane's spans, and of its points: more than its picture shows. */
const RECORDED_MAX = 400;
const TYPES_MAX = 4;
/** The requests in whose answers frames come down. All others carry frames up. */
const isHeld = ({ kind, path }: Exchange): boolean => kind === "socket" || /\/api\/(stream|poll)$/.test(path);

/** What one transport asks, and when it gets an answer. */
export class RhythmRecorder implements TrafficObserver {
  readonly transport: TransportName;
  readonly #now: () => number;
  readonly #spanOf = new Map<Exchange, RecordedSpan>();
  #spans: readonly RecordedSpan[] = [];
  #points: readonly RecordedPoint[] = [];

  constructor(transport: TransportName, now: () => number) {
    this.transport = transport;
    this.#now = now;
  }

  get spans(): readonly RecordedSpan[] {
    return this.#spans;
  }

  get points(): readonly RecordedPoint[] {
    return this.#points;
  }

  onBegin(exchange: Exchange): void {
    if (!isHeld(exchange)) return;
    const span: RecordedSpan = { startMs: this.#now(), downBytes: 0, types: [] };
    this.#spanOf.set(exchange, span);
    this.#spans = [...this.#spans, span].slice(-RECORDED_MAX);
  }

  onContent(exchange: Exchange, direction: "up" | "down", text: string): void {
    const span = this.#spanOf.get(exchange);
    if (exchange.kind === "request" && (direction === "up") === (span !== undefined)) return; // what asks for an answer, and what says that frames arrived
    const types = frameTypesOf(text);
    if (span !== undefined && direction === "down") {
      span.downBytes += new TextEncoder().encode(text).length;
      span.types = [...span.types, ...types].slice(-TYPES_MAX);
    }
    const points = types.map((type) => ({ atMs: this.#now(), mark: direction, type }));
    this.#points = [...this.#points, ...points].slice(-RECORDED_MAX);
  }

  onEnd(exchange: Exchange): void {
    const span = this.#spanOf.get(exchange);
    if (span === undefined) return;
    this.#spanOf.delete(exchange);
    span.endMs = this.#now();
  }
}

/** The types of the frames in a text: one alone, one a line, or one in each `data:` of an event stream. */
export function frameTypesOf(text: string): string[] {
  return [...text.matchAll(/^(?:data: ?)?\{"type":"([\w-]+)"/gm)].map(([, type = ""]) => type);
}

/** An empty answer of a poll is grey, one of a long-poll outlined: it was held for nothing. Striped is what is still held. */
export function lookOf(transport: TransportName, { endMs, types }: RecordedSpan): SpanLook {
  if (transport === "websocket" || transport === "stream") return "solid";
  if (endMs === undefined) return "striped";
  if (types.length > 0) return "solid";
  return transport === "poll" ? "grey" : "outlined";
}
