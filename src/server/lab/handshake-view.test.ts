import { expect, test } from "bun:test";
import { SEEN_HEADERS_MAX, SEEN_LISTED_MAX, SEEN_VALUE_CHARACTERS_MAX, sightOf } from "./handshake-view.ts";

const peer = { remote: { address: "192.0.2.9", port: 4711 }, clientAddress: "192.0.2.1" };
const sightWith = (headers: HeadersInit) =>
  sightOf(new Request("http://127.0.0.1/api/lab/handshake?secret=1", { headers }), peer);

test("[P142a] a request's headers are shown, but no secret that scripts must not read", () => {
  const { request, headers } = sightWith({
    "X-Forwarded-For": "192.0.2.1",
    Cookie: "shoal=abc",
    Authorization: "Bearer abc",
    "X-Auth-Request-Access-Token": "abc",
  });
  expect(request).toBe("GET /api/lab/handshake");
  expect(headers).toContainEqual({ name: "x-forwarded-for", byteLength: 9, value: "192.0.2.1" });
  expect(headers).toContainEqual({ name: "cookie", byteLength: 9 });
  expect(JSON.stringify(headers)).not.toContain("abc");
});

test("[P142a] the output is bounded for an input of any size", () => {
  const { headers, omittedCount } = sightWith(
    Array.from({ length: 150 }, (_, index) => [`x-${index}`, "x".repeat(2_000)] as [string, string]),
  );
  expect([headers.length, omittedCount]).toEqual([SEEN_HEADERS_MAX, 150 - SEEN_HEADERS_MAX]);
  for (const { value } of headers) expect(value).toHaveLength(SEEN_VALUE_CHARACTERS_MAX);
});

test("[P142b] of cookies only names are told, and what is offered is listed", () => {
  const { cookieNames, extensions, subprotocols, remote, clientAddress, httpVersion } = sightWith({
    Cookie: "shoal_9527=abc; theme=dark==; justavalue; =nameless",
    "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits, x-other",
    "Sec-WebSocket-Protocol": "chat, superchat",
  });
  expect(cookieNames).toEqual(["shoal_9527", "theme"]);
  expect(extensions).toEqual({ offered: ["permessage-deflate; client_max_window_bits", "x-other"], chosen: [] });
  expect(subprotocols).toEqual({ offered: ["chat", "superchat"], chosen: [] });
  expect([remote, clientAddress, httpVersion]).toEqual([peer.remote, peer.clientAddress, "HTTP/1"]);
  const many = sightWith({ Cookie: Array.from({ length: 200 }, (_, index) => `c${index}=${"x".repeat(9)}`).join("; ") });
  expect(many.cookieNames).toHaveLength(SEEN_LISTED_MAX);
});
