import { type Header, type HttpHead, headerTokens, headerValue, statusOf, withHeaders } from "./http-head.ts";
import { sha1 } from "./sha1.ts";

/** The same in every handshake of the world [RFC 6455 1.3]. */
export const HANDSHAKE_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

const KEY_BYTES = 16;

/** 16 random bytes in base64 [RFC 6455 4.1]. */
export function newHandshakeKey(): string {
  return toBase64(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
}

/** How a server answers a key, step by step [RFC 6455 4.2.2]. */
export interface AcceptSteps {
  readonly key: string;
  readonly guid: string;
  /** The key with the GUID behind it. */
  readonly concatenated: string;
  /** The 20 bytes of the SHA-1 of that. */
  readonly digest: Uint8Array;
  /** The digest in base64: the value of `Sec-WebSocket-Accept`. */
  readonly accept: string;
}

export function acceptSteps(key: string): AcceptSteps {
  const concatenated = key + HANDSHAKE_GUID;
  const digest = sha1(new TextEncoder().encode(concatenated));
  return { key, guid: HANDSHAKE_GUID, concatenated, digest, accept: toBase64(digest) };
}

export interface HandshakeRequestOptions {
  readonly url: URL;
  readonly key: string;
  readonly origin?: string | undefined;
  readonly subprotocols?: readonly string[];
  /** Sent too; a header of the same name replaces the default one. */
  readonly headers?: readonly Header[];
}

/** The request that opens a WebSocket [RFC 6455 4.1]. It offers no extension. */
export function handshakeRequest({ url, key, origin, subprotocols = [], headers = [] }: HandshakeRequestOptions): HttpHead {
  const required: Header[] = [
    { name: "Host", value: url.host },
    { name: "Upgrade", value: "websocket" },
    { name: "Connection", value: "Upgrade" },
    { name: "Sec-WebSocket-Key", value: key },
    { name: "Sec-WebSocket-Version", value: "13" },
  ];
  if (origin !== undefined) required.push({ name: "Origin", value: origin });
  if (subprotocols.length > 0) required.push({ name: "Sec-WebSocket-Protocol", value: subprotocols.join(", ") });
  return { startLine: `GET ${url.pathname}${url.search} HTTP/1.1`, headers: withHeaders(required, headers) };
}

/** One demand of the RFC on a handshake, and whether it is met. */
export interface HandshakeCheck {
  /** The line that it is about: a header's name, or "The first line". */
  readonly subject: string;
  readonly demand: string;
  /** The section of RFC 6455 that demands it. */
  readonly section: string;
  readonly isMet: boolean;
  /** The received value; undefined when it is missing. */
  readonly found: string | undefined;
}

/** The checks of a server before it agrees [RFC 6455 4.2.1]. */
export function checkRequest(request: HttpHead): readonly HandshakeCheck[] {
  const check = headerChecker(request, "4.2.1");
  const isStartLineRight = /^GET \S+ HTTP\/1\.[1-9]$/.test(request.startLine);
  return [
    { ...firstLine(request, isStartLineRight), demand: "The request is GET and HTTP/1.1.", section: "4.2.1" },
    check("Host", "Host says which server is meant.", (value) => value !== undefined && value !== ""),
    check("Upgrade", "Upgrade names websocket.", () => headerTokens(request, "Upgrade").includes("websocket")),
    check("Connection", "Connection names Upgrade.", () => headerTokens(request, "Connection").includes("upgrade")),
    check("Sec-WebSocket-Key", "Sec-WebSocket-Key is 16 bytes in base64.", (value) => base64Of16Bytes.test(value ?? "")),
    check("Sec-WebSocket-Version", "Sec-WebSocket-Version is 13.", (value) => value === "13"),
  ];
}

const base64Of16Bytes = /^[A-Za-z0-9+/]{21}[AQgw]==$/;

/** The checks of a client before it accepts the server's answer [RFC 6455 4.1]. */
export function checkResponse(response: HttpHead, request: HttpHead): readonly HandshakeCheck[] {
  const check = headerChecker(response, "4.1");
  const { accept } = acceptSteps(headerValue(request, "Sec-WebSocket-Key") ?? "");
  const offered = (headerValue(request, "Sec-WebSocket-Protocol") ?? "").split(",").map((name) => name.trim());
  return [
    { ...firstLine(response, statusOf(response) === 101), demand: "The status is 101.", section: "4.1" },
    check("Upgrade", "Upgrade is websocket.", (value) => value?.toLowerCase() === "websocket"),
    check("Connection", "Connection names Upgrade.", () => headerTokens(response, "Connection").includes("upgrade")),
    check("Sec-WebSocket-Accept", "Sec-WebSocket-Accept is what the key makes.", (value) => value === accept),
    check("Sec-WebSocket-Extensions", "No extension is in use: none is spoken here.", (value) => value === undefined),
    check(
      "Sec-WebSocket-Protocol",
      "The subprotocol is one of those offered.",
      (value) => value === undefined || offered.includes(value),
    ),
  ];
}

function firstLine(head: HttpHead, isMet: boolean): Pick<HandshakeCheck, "subject" | "isMet" | "found"> {
  return { subject: "The first line", isMet, found: head.startLine };
}

function headerChecker(head: HttpHead, section: string) {
  return (name: string, demand: string, isRight: (value: string | undefined) => boolean): HandshakeCheck => {
    const found = headerValue(head, name);
    return { subject: name, demand, section, isMet: isRight(found), found };
  };
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
