import { CONTROL_PAYLOAD_BYTES_MAX } from "../../wire/frame.ts";

/** The meaning of a typed line. */
export type Command =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "binary"; readonly bytes: Uint8Array }
  | { readonly type: "fragments"; readonly count: number; readonly text: string }
  | { readonly type: "ping"; readonly text: string }
  | { readonly type: "close"; readonly code: number | undefined; readonly reason: string }
  | { readonly type: "wait"; readonly delayMs: number }
  | { readonly type: "help" }
  | { readonly type: "nothing" }
  | { readonly type: "wrong"; readonly message: string };

/** Of one message that is typed. */
const FRAGMENTS_MAX = 100;
const REASON_BYTES_MAX = CONTROL_PAYLOAD_BYTES_MAX - 2;

export function parseCommand(line: string): Command {
  if (line === "") return { type: "nothing" };
  if (line.startsWith("//")) return { type: "text", text: line.slice(1) };
  if (!line.startsWith("/")) return { type: "text", text: line };
  const [, name = "", rest = ""] = /^\/(\S*)\s*(.*)$/.exec(line) ?? [];
  switch (name) {
    case "ping":
      return byteLength(rest) > CONTROL_PAYLOAD_BYTES_MAX
        ? wrong(`A ping carries at most ${CONTROL_PAYLOAD_BYTES_MAX} bytes.`)
        : { type: "ping", text: rest };
    case "binary":
      return parseBinary(rest);
    case "fragments":
      return parseFragments(rest);
    case "close":
      return parseClose(rest);
    case "wait":
      return /^\d{1,6}(\.\d+)?$/.test(rest)
        ? { type: "wait", delayMs: Number(rest) * 1000 }
        : wrong("/wait takes seconds: /wait 0.5");
    case "quit":
      return { type: "close", code: 1000, reason: "" };
    case "help":
      return { type: "help" };
    default:
      return wrong(`There is no /${name}; /help says what there is, and //${name} sends it as text.`);
  }
}

function parseBinary(rest: string): Command {
  const digits = rest.replaceAll(/\s/g, "");
  if (!/^([0-9a-f]{2})*$/i.test(digits)) return wrong("/binary takes bytes in hexadecimal, two digits each: /binary 00 ff 2a");
  return { type: "binary", bytes: Uint8Array.fromHex(digits) };
}

function parseFragments(rest: string): Command {
  const [, count = "", text = ""] = /^(\d{1,3})\s+(.*)$/.exec(rest) ?? [];
  const isRight = Number(count) >= 1 && Number(count) <= FRAGMENTS_MAX;
  return isRight
    ? { type: "fragments", count: Number(count), text }
    : wrong(`/fragments takes a number from 1 to ${FRAGMENTS_MAX}, and a text: /fragments 3 hello`);
}

function parseClose(rest: string): Command {
  const [, code, reason = ""] = /^(\d{1,5})(?:\s+(.*))?$/.exec(rest) ?? [];
  if (rest === "") return { type: "close", code: undefined, reason: "" };
  // Codes that may not be on the wire can be sent: it is worth seeing what the server does.
  if (code === undefined || Number(code) > 65_535) return wrong("/close takes a code and a reason: /close 4000 see you");
  if (byteLength(reason) > REASON_BYTES_MAX) return wrong(`A reason has at most ${REASON_BYTES_MAX} bytes.`);
  return { type: "close", code: Number(code), reason };
}

function wrong(message: string): Command {
  return { type: "wrong", message };
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
