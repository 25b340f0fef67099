import { WireError } from "./wire-error.ts";

/** The application's names of its close codes, 4000–4999. */
export type ApplicationCloseCodes = ReadonlyMap<number, string>;

/** The codes of RFC 6455 7.4.1 and those registered with IANA since. */
const closeCodeNames: ReadonlyMap<number, string> = new Map([
  [1000, "normal closure"],
  [1001, "going away"],
  [1002, "protocol error"],
  [1003, "unsupported data"],
  [1004, "reserved"],
  [1005, "no status received"],
  [1006, "abnormal closure"],
  [1007, "invalid payload data"],
  [1008, "policy violation"],
  [1009, "message too big"],
  [1010, "mandatory extension missing"],
  [1011, "internal error"],
  [1012, "service restart"],
  [1013, "try again later"],
  [1014, "bad gateway"],
  [1015, "TLS handshake failed"],
]);

export function closeCodeName(code: number, applicationCodes: ApplicationCloseCodes = new Map()): string {
  const name = closeCodeNames.get(code) ?? applicationCodes.get(code);
  if (name !== undefined) return name;
  if (code >= 3000 && code <= 3999) return "registered by a library";
  return code >= 4000 && code <= 4999 ? "private to the application" : "unknown";
}

/**
 * Whether a close frame may carry the code [RFC 6455 7.4]. 1004 is reserved; 1005, 1006 and 1015 only ever name what was
 * not on the wire.
 */
export function isCloseCodeOnTheWire(code: number): boolean {
  if (code >= 3000 && code <= 4999) return true;
  return closeCodeNames.has(code) && ![1004, 1005, 1006, 1015].includes(code);
}

export interface Close {
  /** 1005 when the frame had no code. */
  readonly code: number;
  readonly reason: string;
}

/** The payload of a close frame [RFC 6455 5.5.1]. Throws a `WireError` for one that may not be. */
export function readClose(payload: Uint8Array): Close {
  if (payload.length === 0) return { code: 1005, reason: "" };
  if (payload.length === 1)
    throw new WireError("A close frame has half a code.", { problem: "half-close-code", section: "5.5.1", closeCode: 1002 });
  const code = new DataView(payload.buffer, payload.byteOffset).getUint16(0);
  if (!isCloseCodeOnTheWire(code)) {
    throw new WireError(`Close code ${code} may not be on the wire.`, {
      problem: "forbidden-close-code",
      section: "7.4",
      closeCode: 1002,
    });
  }
  try {
    return { code, reason: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload.subarray(2)) };
  } catch {
    throw new WireError("The reason in a close frame is not UTF-8.", {
      problem: "close-reason-not-utf8",
      section: "5.5.1",
      closeCode: 1007,
    });
  }
}

/** The payload of a close frame. Without a code it is empty. */
export function closePayload(code?: number, reason = ""): Uint8Array {
  if (code === undefined) return new Uint8Array();
  return Uint8Array.from([code >> 8, code & 0xff, ...new TextEncoder().encode(reason)]);
}
