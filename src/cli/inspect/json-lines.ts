import { opcodeName, opcodes } from "../../wire/frame.ts";
import type { HttpHead } from "../../wire/http-head.ts";
import { hexByte } from "../terminal-text.ts";
import type { Stamped } from "./observation.ts";

/** An observation as one line of JSON, for machines. */
export function jsonLine(observation: Stamped): string {
  const line = JSON.stringify({ type: observation.type, atMs: observation.atMs, ...details(observation) });
  return line.replaceAll(unescapedControl, (control) => `\\u00${hexByte(control.charCodeAt(0))}`);
}

// JSON escapes the controls below the space by itself; these could run a terminal's commands too.
const unescapedControl = /[\u007f-\u009f]/g;

function details(observation: Stamped): object {
  switch (observation.type) {
    case "request":
    case "response":
      return headDetails(observation.head);
    case "accept": {
      const { steps, received, checks } = observation;
      const { digest, ...texts } = steps;
      return { ...texts, digest: digest.toHex(), received, isAccepted: checks.every(({ isMet }) => isMet), checks };
    }
    case "frame": {
      const { direction, frame, close } = observation;
      return {
        direction,
        isFinal: frame.isFinal,
        reservedBits: frame.reservedBits,
        opcode: frame.opcode,
        opcodeName: opcodeName(frame.opcode),
        maskingKey: frame.maskingKey?.toHex(),
        length: frame.payload.length,
        lengthBits: frame.lengthForm,
        offset: frame.offset,
        ...(close === undefined ? payloadDetails(frame.payload, frame.opcode !== opcodes.binary) : { close }),
      };
    }
    case "message":
      return { fragmentCount: observation.fragmentCount, ...payloadDetails(observation.payload, observation.text !== undefined) };
    case "body":
      return { direction: observation.direction, ...payloadDetails(observation.payload) };
    case "violation":
      return { message: observation.message, section: observation.section, bytes: observation.bytes?.toHex() };
    case "event":
      return { ...observation.event };
    case "connected":
    case "open":
    case "chunk":
    case "comment":
    case "end":
    case "note":
    case "failure":
    case "closed":
      return observation;
  }
}

function headDetails({ startLine, headers }: HttpHead): object {
  return { startLine, headers: headers.map(({ name, value }) => [name, value]) };
}

/** Text as text, anything else in base64. A fragment of text may end within a character, and is not text then. */
function payloadDetails(payload: Uint8Array, isText = true): object {
  try {
    if (isText) return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload) };
  } catch {
    // It only looked like text.
  }
  return { base64: payload.toBase64() };
}
