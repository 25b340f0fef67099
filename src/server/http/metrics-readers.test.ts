import { expect, test } from "bun:test";
import { MetricsReaders } from "./metrics-readers.ts";

function areAllowed(networks: readonly string[], peer: string, headers: Record<string, string> = {}): boolean {
  return new MetricsReaders(networks).areAllowed(peer, new Request("http://localhost/metrics", { headers }));
}

test("without a network no one reads the metrics over HTTP, this machine neither", () => {
  for (const peer of ["127.0.0.1", "::1", "::ffff:127.0.0.1", "", "203.0.113.9"]) expect(areAllowed([], peer)).toBe(false);
});

test("with networks their machines read them, and no others", () => {
  const networks = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"];
  for (const peer of ["127.0.0.1", "::ffff:127.0.0.1", "10.255.0.1", "fd12::1"]) expect(areAllowed(networks, peer)).toBe(true);
  for (const peer of ["127.0.0.2", "11.0.0.1", "::1", "fe80::1", "", "nonsense"]) expect(areAllowed(networks, peer)).toBe(false);
});

test.each(["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via", "Origin"])(
  "what came by a proxy or from a page is refused: %s",
  (name) => {
    expect(areAllowed(["127.0.0.1"], "127.0.0.1", { [name]: "127.0.0.1" })).toBe(false);
    expect(areAllowed(["127.0.0.1"], "127.0.0.1", { [name]: "" })).toBe(false);
  },
);
