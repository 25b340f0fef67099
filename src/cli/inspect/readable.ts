import { headerBits, opcodeName, opcodes, type WireFrame } from "../../wire/frame.ts";
import type { HttpHead } from "../../wire/http-head.ts";
import { type Colour, hexBytes, type Paint, visible } from "../terminal-text.ts";
import { wrapText } from "../wrap-text.ts";
import { cutLine } from "./cut-line.ts";
import type { ServerSentEvent } from "./event-stream.ts";
import { hexDump } from "./hex-dump.ts";
import { layOutJson } from "./json-layout.ts";
import type { Direction, NamedClose, Stamped } from "./observation.ts";

export interface ReadableOptions {
  readonly paint: Paint;
  readonly columns: number;
  /** Lines longer than `columns` are cut; without it a terminal, or a file, may do as it likes. */
  readonly isWrapped: boolean;
  /** Whether each frame's bytes are shown as well. */
  readonly hasBytes: boolean;
  /** Whether payloads are shown to their end. */
  readonly isFull: boolean;
}

const LINES_MAX = 60;
const CHARACTERS_MAX = 16 * 1024;
const DUMP_BYTES_MAX = 256;
const FIELD_BYTES_MAX = 16;
const GUTTER = "  │ ";

const arrows = { out: "→", in: "←" } as const;
const directionColours = { out: "cyan", in: "green" } as const satisfies Record<Direction, Colour>;

/** An observation for people: lines that fit into 80 columns. */
export function readableLines(observation: Stamped, options: ReadableOptions): readonly string[] {
  const { paint } = options;
  switch (observation.type) {
    case "connected":
      return [
        paint("bold", visible(observation.url)),
        paint(
          "dim",
          `connected to ${observation.address} port ${observation.port}${observation.tls === undefined ? "" : `, ${observation.tls}`}`,
        ),
        "",
      ];
    case "request":
      return [...headLines("out", observation.head, options), ""];
    case "response":
      return [...headLines("in", observation.head, options), ""];
    case "accept": {
      const { steps, received, checks } = observation;
      const isSame = steps.accept === received;
      return [
        `  key + GUID  ${paint("cyan", visible(steps.key))}${paint("yellow", steps.guid)}`,
        `  SHA-1       ${hexBytes(steps.digest)}`,
        `  base64      ${paint("green", steps.accept)}`,
        isSame
          ? `              ${paint("green", "✓ the same as the server's Sec-WebSocket-Accept")}`
          : `              ${paint("red", `✗ the server's Sec-WebSocket-Accept is ${received === undefined ? "missing" : visible(received)}`)}`,
        ...checks.filter(({ isMet }) => !isMet).map(({ demand, section }) => paint("red", `  ✗ RFC 6455 ${section}: ${demand}`)),
        "",
      ];
    }
    case "open":
      return [
        `The WebSocket is open${observation.subprotocol === undefined ? "" : `, speaking ${visible(observation.subprotocol)}`}.`,
        "",
      ];
    case "frame":
      return frameLines(observation, options);
    case "message":
      return [
        paint(
          "dim",
          `   ${seconds(observation.atMs)}  together: ${observation.fragmentCount} fragments, ${observation.payload.length} bytes`,
        ),
        ...payloadLines("in", observation, options),
      ];
    case "chunk":
      return [
        paint(
          "dim",
          `${arrows.in} ${seconds(observation.atMs)}  chunk 0x${observation.size.toString(16)}: ${observation.size} bytes`,
        ),
      ];
    case "body":
      return [...payloadLines(observation.direction, observation, options), ...(observation.direction === "out" ? [""] : [])];
    case "event":
      return eventLines(observation.event, observation.atMs, options);
    case "comment":
      return commentLines(observation.text, observation.atMs, options);
    case "end": {
      const chunks = observation.chunkCount === undefined ? "" : ` in ${observation.chunkCount} chunks`;
      return [
        paint("dim", `${arrows.in} ${seconds(observation.atMs)}  end of the body: ${observation.byteLength} bytes${chunks}`),
      ];
    }
    case "note":
      return sentenceLines(observation.text, options).map((line) => paint("yellow", line));
    case "violation":
      return [
        paint("red", `✗ ${seconds(observation.atMs)}  against RFC 6455, section ${observation.section}`),
        ...sentenceLines(observation.message, options, GUTTER.length).map((line) => paint("red", GUTTER) + line),
        ...(observation.bytes === undefined
          ? []
          : [`${paint("red", GUTTER)}the frame began with ${hexBytes(observation.bytes)}`]),
      ];
    case "failure":
      return ["", ...sentenceLines(observation.message, options).map((line) => paint("red", line))];
    case "closed":
      return ["", `Closed by ${observation.by === "us" ? "us" : "the server"}: ${closeText(observation.close, options)}`];
  }
}

function headLines(direction: Direction, { startLine, headers }: HttpHead, options: ReadableOptions): readonly string[] {
  const { paint } = options;
  const arrow = paint(directionColours[direction], arrows[direction]);
  return [
    `${arrow} ${paint("bold", visible(startLine))}`,
    ...headers.flatMap(({ name, value }) => {
      const [first = "", ...rest] = cut(`${name}: ${visible(value)}`, options, 4);
      const painted = `${paint(directionColours[direction], first.slice(0, name.length))}${first.slice(name.length)}`;
      return [`${arrow} ${painted}`, ...rest.map((line) => `    ${line}`)];
    }),
  ];
}

function frameLines(observation: Stamped & { readonly type: "frame" }, options: ReadableOptions): readonly string[] {
  const { direction, frame, close, atMs } = observation;
  const { paint } = options;
  const name = opcodeName(frame.opcode) ?? "reserved";
  const mask = frame.maskingKey === undefined ? "no mask" : `mask ${frame.maskingKey.toHex()}`;
  const flags = `0x${frame.opcode.toString(16)}  ${frame.isFinal ? "FIN" : "···"} RSV ${frame.reservedBits.toString(2).padStart(3, "0")}`;
  const size = `${frame.payload.length} B, ${frame.lengthForm}-bit`;
  const colour = frame.opcode === opcodes.close ? "magenta" : directionColours[direction];
  const title = `${paint(colour, arrows[direction])} ${seconds(atMs)}  ${paint(colour, name.padEnd(12))}`;
  return [
    `${title} ${paint("dim", `${flags}  ${mask.padEnd(13)}  `)}${size}`,
    ...(options.hasBytes ? byteLines(frame, options) : []),
    ...(close === undefined
      ? payloadLines(direction, { text: undefined, payload: frame.payload, isText: isTextual(frame.opcode) }, options)
      : [`${paint("magenta", GUTTER)}${closeText(close, options)}`]),
  ];
}

function isTextual(opcode: number): boolean {
  return opcode !== opcodes.binary;
}

/** Each field with its bytes, the first two also bit by bit. */
function byteLines(frame: WireFrame, { paint }: ReadableOptions): readonly string[] {
  const bits = headerBits(frame).map((field) => `${field.name} ${field.bits}`);
  const gutter = paint("yellow", GUTTER);
  const notes: Readonly<Record<string, string>> = { flags: bits.slice(0, 3).join("  "), length: bits.slice(3).join("  ") };
  return frame.fields.map(({ name, start, end }) => {
    const shown = frame.bytes.subarray(start, Math.min(end, start + FIELD_BYTES_MAX));
    const more = end - start > shown.length ? " …" : "";
    const note = notes[name] === undefined ? "" : paint("dim", `   ${notes[name]}`);
    return `${gutter}${paint("yellow", name.padEnd(16))} ${hexBytes(shown)}${more}${note}`;
  });
}

function closeText({ code, name, reason }: NamedClose, { paint }: ReadableOptions): string {
  return `${paint("bold", String(code))} ${name}${reason === "" || reason === name ? "" : `, “${visible(reason)}”`}`;
}

interface Payload {
  /** There when it is known to be text. */
  readonly text: string | undefined;
  readonly payload: Uint8Array;
  readonly isText?: boolean;
}

function payloadLines(
  direction: Direction,
  { text, payload, isText = false }: Payload,
  options: ReadableOptions,
): readonly string[] {
  const gutter = options.paint(directionColours[direction], GUTTER);
  if (payload.length === 0) return [];
  const known = text ?? (isText ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(payload) : undefined);
  if (known === undefined) return dumpLines(payload, options).map((line) => gutter + line);
  return textLines(known, options).map((line) => gutter + line);
}

/** JSON laid out, other text line by line, up to a bound. */
function textLines(text: string, options: ReadableOptions): readonly string[] {
  const known = options.isFull ? text : text.slice(0, CHARACTERS_MAX);
  const json = layOutJson(known, options.columns - GUTTER.length);
  const lines = json ?? known.replace(/\r?\n$/, "").split(/\r?\n/);
  const pieces = lines.flatMap((line) => cut(visible(line), options, GUTTER.length));
  const shown = options.isFull ? pieces : pieces.slice(0, LINES_MAX);
  const painted = json === undefined ? shown : shown.map((line) => paintNames(line, options.paint));
  const isWhole = shown.length === pieces.length && known.length === text.length;
  return isWhole ? painted : [...painted, more(`of ${text.length} characters`, options)];
}

function dumpLines(payload: Uint8Array, options: ReadableOptions): readonly string[] {
  const shown = options.isFull ? payload : payload.subarray(0, DUMP_BYTES_MAX);
  const rest = payload.length - shown.length;
  return [...hexDump(shown), ...(rest === 0 ? [] : [more(`and ${rest} bytes more`, options)])];
}

function more(what: string, { paint }: ReadableOptions): string {
  return paint("dim", `… ${what} (--full shows everything)`);
}

/** The names in an object stand out. */
function paintNames(line: string, paint: Paint): string {
  return line.replaceAll(/"(?:[^"\\]|\\.)*"(: )?/g, (text, colon: string | undefined) =>
    colon === undefined ? text : `${paint("blue", text.slice(0, -colon.length))}${colon}`,
  );
}

function eventLines(event: ServerSentEvent, atMs: number, options: ReadableOptions): readonly string[] {
  const { paint } = options;
  const fields = (["event", "id", "retry"] as const).flatMap((name) =>
    event[name] === undefined ? [] : [`${paint("dim", name)} ${visible(event[name])}`],
  );
  const gutter = paint("green", GUTTER);
  return [
    `${paint("green", arrows.in)} ${seconds(atMs)}  ${fields.join("  ") || paint("dim", "event without a name")}`,
    ...(event.data === undefined ? [] : textLines(event.data, options).map((line) => gutter + line)),
  ];
}

/** Padding, which only fills the buffers of proxies, is counted. */
function commentLines(text: string, atMs: number, options: ReadableOptions): readonly string[] {
  const { paint } = options;
  const words = text.trim();
  const title = /^ {2,}$/.test(text) ? `comment, ${text.length} spaces` : "comment";
  const gutter = paint("green", GUTTER);
  return [
    `${paint("green", arrows.in)} ${seconds(atMs)}  ${paint("dim", title)}`,
    ...(words === "" ? [] : textLines(words, options).map((line) => gutter + line)),
  ];
}

/** A line of the inspector; it may quote the server. */
function sentenceLines(text: string, { columns, isWrapped }: ReadableOptions, indent = 0): readonly string[] {
  return isWrapped ? wrapText(visible(text), columns - indent) : [visible(text)];
}

function cut(text: string, { columns, isWrapped }: ReadableOptions, indent: number): readonly string[] {
  return isWrapped ? cutLine(text, columns - indent) : [text];
}

function seconds(atMs: number): string {
  return `${(atMs / 1000).toFixed(3).padStart(7)} s`;
}
