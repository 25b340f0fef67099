import { acceptSteps } from "../../../wire/handshake.ts";

/** A key and an accept that are printed as an example of a handshake. */
export interface AcceptPair {
  /** Its name in the words. */
  readonly id: "rfc" | "copied" | "wikipedia" | "explained" | "mixed";
  readonly key: string;
  readonly accept: string;
}

/** Examples that are often copied. The last one was put together out of two others. */
export const acceptPairs: readonly AcceptPair[] = [
  { id: "rfc", key: "dGhlIHNhbXBsZSBub25jZQ==", accept: "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" },
  { id: "copied", key: "sN9cRrP/n9NdMgdcy2VJFQ==", accept: "fFBooB7FAkLlXgRSz0BT3v4hq5s=" },
  { id: "wikipedia", key: "x3JJHMbDL1EzLkh9GBhXDw==", accept: "HSmrc0sMlYUkAGmm5OPpG2HaGWk=" },
  { id: "explained", key: "xqBt3ImNzJbYqRINxEFlkg==", accept: "K7DJLdLooIwIG/MOpvWFB3y3FE8=" },
  { id: "mixed", key: "w4v7O6xFTi36lq3RNcgctw==", accept: "K7DJLdLooIwIG/MOpvWFB3y3FE8=" },
];

export interface AcceptVerdict {
  /** Whether a browser would go on. */
  readonly isRight: boolean;
  /** What the key makes. */
  readonly expected: string;
  /** Whether the key is 16 bytes in base64, without which a server refuses the handshake [RFC 6455 4.2.1]. */
  readonly isKeyValid: boolean;
}

export function judge(key: string, accept: string): AcceptVerdict {
  const expected = acceptSteps(key).accept;
  return { isRight: expected === accept, expected, isKeyValid: /^[A-Za-z0-9+/]{21}[AQgw]==$/.test(key) };
}
