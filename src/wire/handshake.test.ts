import { expect, test } from "bun:test";
import { acceptSteps, checkRequest, checkResponse, handshakeRequest, newHandshakeKey } from "./handshake.ts";
import { formatHead, type HttpHead, parseHead } from "./http-head.ts";

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const url = new URL("ws://chat.example.org/api/socket?room=lobby");
const request = handshakeRequest({ url, key: KEY, origin: "https://example.org", subprotocols: ["chat", "superchat"] });

test("RFC 6455 1.3: the key of the sample makes the accept of the sample, and every step can be seen", () => {
  const steps = acceptSteps(KEY);
  expect(steps.concatenated).toBe("dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
  expect([...steps.digest]).toEqual([
    0xb3, 0x7a, 0x4f, 0x2c, 0xc0, 0x62, 0x4f, 0x16, 0x90, 0xf6, 0x46, 0x06, 0xcf, 0x38, 0x59, 0x45, 0xb2, 0xbe, 0xc4, 0xea,
  ]);
  expect(steps.accept).toBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
});

test("RFC 6455 4.1: the request has what a server looks for, and offers no extension", () => {
  expect(formatHead(request).split("\r\n")).toEqual([
    "GET /api/socket?room=lobby HTTP/1.1",
    "Host: chat.example.org",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${KEY}`,
    "Sec-WebSocket-Version: 13",
    "Origin: https://example.org",
    "Sec-WebSocket-Protocol: chat, superchat",
    "",
    "",
  ]);
  expect(unmet(checkRequest(request))).toEqual([]);
  expect(parseHead(formatHead(request))).toEqual(request);
});

test("a header of the caller replaces the default one", () => {
  const changed = handshakeRequest({ url, key: KEY, headers: [{ name: "connection", value: "close" }] });
  expect(changed.headers.filter(({ name }) => name.toLowerCase() === "connection")).toEqual([
    { name: "connection", value: "close" },
  ]);
  expect(unmet(checkRequest(changed))).toEqual(["Connection names Upgrade."]);
});

test("every key is another one, and 16 bytes", () => {
  const keys = new Set(Array.from({ length: 100 }, newHandshakeKey));
  expect(keys.size).toBe(100);
  for (const key of keys) expect(unmet(checkRequest(handshakeRequest({ url, key })))).toEqual([]);
});

test("RFC 6455 4.2.1: a server names the requirement that a request misses", () => {
  const poor = parseHead("POST / HTTP/1.0\r\nUpgrade: h2c\r\nSec-WebSocket-Key: short\r\nSec-WebSocket-Version: 8");
  expect(unmet(checkRequest(poor))).toHaveLength(6);
});

const answer = (...lines: string[]): HttpHead =>
  parseHead(["HTTP/1.1 101 Switching Protocols", "Upgrade: WebSocket", "Connection: keep-alive, upgrade", ...lines].join("\r\n"));
const rightAccept = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

test("RFC 6455 4.1: a valid answer passes every check, in any letter case", () => {
  expect(unmet(checkResponse(answer(rightAccept), request))).toEqual([]);
  expect(unmet(checkResponse(answer(rightAccept, "Sec-WebSocket-Protocol: superchat"), request))).toEqual([]);
});

test.each([
  ["The status is 101.", parseHead(formatHead(answer(rightAccept)).replace("101 Switching Protocols", "200 OK"))],
  ["Sec-WebSocket-Accept is what the key makes.", answer("Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=")],
  ["Sec-WebSocket-Accept is what the key makes.", answer()],
  ["No extension is in use: none is spoken here.", answer(rightAccept, "Sec-WebSocket-Extensions: permessage-deflate")],
  ["The subprotocol is one of those offered.", answer(rightAccept, "Sec-WebSocket-Protocol: mqtt")],
])("RFC 6455 4.1: an answer is refused when this is not so: %s", (demand, response) => {
  expect(unmet(checkResponse(response, request))).toEqual([demand]);
});

function unmet(checks: ReturnType<typeof checkRequest>): readonly string[] {
  return checks.filter(({ isMet }) => !isMet).map(({ demand }) => demand);
}
