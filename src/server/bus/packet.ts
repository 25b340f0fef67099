import { BUS_MESSAGE_BYTES_MAX, type Subject, subjects } from "./bus.ts";

/** Another version has another form, and nodes of this one drop it. */
const VERSION = "shoal-bus/1";
/** Of one packet, in UTF-8: a NOTIFY takes less than 8,000. A message of the most bytes fits with what is before it. */
export const PACKET_BYTES_MAX = 7_900;

const headerPattern = /([^ \n]+) ([A-Za-z0-9_-]{1,64}) \d{1,15}\n/y;
const messagePattern = /([a-z-]{1,32}) (\d{1,4})\n/y;

export interface BusMessage {
  readonly subject: Subject;
  readonly text: string;
}

export interface Packet {
  readonly fromNodeId: string;
  readonly messages: readonly BusMessage[];
}

/** Only a wrong program publishes another text. */
export function assertMessageText(text: string): void {
  if (!isMessageText(text)) {
    throw new Error(`A message of the bus is Unicode without U+0000, of at most ${BUS_MESSAGE_BYTES_MAX} bytes.`);
  }
}

/** How every packet of a node begins. */
export function packetStart(nodeId: string): string {
  return `${VERSION} ${nodeId} `;
}

/** By itself a packet without messages. No two of a node have one number: of equal packets in one transaction, Postgres sends one. */
export function packetHeader(nodeId: string, number: number): string {
  return `${packetStart(nodeId)}${number}\n`;
}

/** A message, to be put behind a header or another message. Lengths are in UTF-16 units, and texts not escaped: most are JSON, which would grow. */
export function encodeMessage({ subject, text }: BusMessage): string {
  return `${subject} ${text.length}\n${text}`;
}

/** `undefined` for what no node of this version sends. Subjects that this version does not know are passed over. */
export function decodePacket(data: string | Uint8Array): Packet | undefined {
  if (data.length > PACKET_BYTES_MAX) return undefined;
  const whole = typeof data === "string" ? data : decodeText(data);
  if (whole === undefined) return undefined;
  headerPattern.lastIndex = 0;
  const [header, version, fromNodeId] = headerPattern.exec(whole) ?? [];
  if (header === undefined || version !== VERSION || fromNodeId === undefined) return undefined;
  const messages: BusMessage[] = [];
  for (let at = header.length; at < whole.length; ) {
    messagePattern.lastIndex = at;
    const [head, subject, length] = messagePattern.exec(whole) ?? [];
    if (head === undefined) return undefined;
    const begin = at + head.length;
    const text = whole.slice(begin, begin + Number(length));
    if (text.length !== Number(length) || !isMessageText(text)) return undefined;
    if (isSubject(subject)) messages.push({ subject, text });
    at = begin + text.length;
  }
  return { fromNodeId, messages };
}

function decodeText(data: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return undefined;
  }
}

function isMessageText(text: string): boolean {
  return Buffer.byteLength(text) <= BUS_MESSAGE_BYTES_MAX && text.isWellFormed() && !text.includes("\0");
}

function isSubject(text: string | undefined): text is Subject {
  return subjects.some((subject) => subject === text);
}
