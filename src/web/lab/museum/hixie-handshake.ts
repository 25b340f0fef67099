import { md5 } from "./md5.ts";

/** What a browser of 2010 sent: two headers, and 8 bytes behind the head. */
export interface HixieChallenge {
  /** `Sec-WebSocket-Key1` */
  readonly key1: string;
  /** `Sec-WebSocket-Key2` */
  readonly key2: string;
  /** 8 characters of one byte each. */
  readonly body: string;
}

/** A number hidden in a key: its digits divided by its spaces. */
export interface KeyNumber {
  readonly digits: string;
  readonly spaceCount: number;
  readonly value: number;
}

export interface HixieSteps {
  readonly numbers: readonly [KeyNumber, KeyNumber];
  /** Both numbers as 4 bytes each, and the 8 bytes. */
  readonly joined: Uint8Array;
  /** The MD5 of that: the 16 bytes behind the server's head. */
  readonly answer: Uint8Array;
}

const BODY_BYTES = 8;
const NUMBER_MAX = 2 ** 32 - 1;

/** The examples of the draft, in 1.2 and 5.2. */
export const hixieExamples: readonly HixieChallenge[] = [
  { key1: "4 @1  46546xW%0l 1 5", key2: "12998 5 Y3 1  .P00", body: "^n:ds[4U" },
  { key1: "18x 6]8vM;54 *(5:  {   U1]8  z [  8", key2: "1_ tx7X d  <  nf  334J702) 7]o}` 0", body: "Tm[K T2u" },
];

/** How a server answers [draft-hixie-thewebsocketprotocol-76 5.2]; undefined where it would hang up. */
export function hixieSteps({ key1, key2, body }: HixieChallenge): HixieSteps | undefined {
  const first = keyNumber(key1);
  const second = keyNumber(key2);
  const bytes = [...body].map((character) => character.codePointAt(0) ?? 0);
  if (first === undefined || second === undefined) return undefined;
  if (bytes.length !== BODY_BYTES || bytes.some((byte) => byte > 255)) return undefined;
  const joined = new Uint8Array(8 + BODY_BYTES);
  const view = new DataView(joined.buffer);
  view.setUint32(0, first.value);
  view.setUint32(4, second.value);
  joined.set(bytes, 8);
  return { numbers: [first, second], joined, answer: md5(joined) };
}

function keyNumber(key: string): KeyNumber | undefined {
  const digits = key.replace(/[^0-9]/g, "");
  const spaceCount = key.split(" ").length - 1;
  const value = Number(digits) / spaceCount;
  const isRight = digits !== "" && spaceCount > 0 && Number.isInteger(value) && value <= NUMBER_MAX;
  return isRight ? { digits, spaceCount, value } : undefined;
}

/** Bytes as the characters of Latin-1, and a dot for what cannot be seen. */
export function textOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
}
