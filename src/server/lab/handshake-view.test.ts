import { expect, test } from "bun:test";
import { SEEN_HEADERS_MAX, SEEN_VALUE_CHARACTERS_MAX, sightOf } from "./handshake-view.ts";

const sightWith = (headers: HeadersInit) => sightOf(new Request("http://127.0.0.1/api/lab/handshake?secret=1", { headers }));

test("a request's headers are shown, but no secret that scripts must not read", () => {
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

test("the output is bounded for an input of any size", () => {
  const { headers, omittedCount } = sightWith(
    Array.from({ length: 150 }, (_, index) => [`x-${index}`, "x".repeat(2_000)] as [string, string]),
  );
  expect([headers.length, omittedCount]).toEqual([SEEN_HEADERS_MAX, 150 - SEEN_HEADERS_MAX]);
  for (const { value } of headers) expect(value).toHaveLength(SEEN_VALUE_CHARACTERS_MAX);
});
