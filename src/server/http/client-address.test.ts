import { describe, expect, test } from "bun:test";
import { ClientAddresses, parseNetwork } from "./client-address.ts";

function addresses(...trusted: string[]) {
  let warningCount = 0;
  const known = new ClientAddresses(trusted, () => {
    warningCount += 1;
  });
  function of(peer: string, forwardedFor?: string): string {
    return known.of(peer, new Request("http://localhost/", forwardedFor ? { headers: { "X-Forwarded-For": forwardedFor } } : {}));
  }
  return { of, warnings: () => warningCount };
}

describe("the address by which a client is limited", () => {
  test("is the socket's, whatever a client claims, unless its proxy is trusted", () => {
    const { of, warnings } = addresses();
    expect(of("192.0.2.1")).toBe("192.0.2.1");
    expect(warnings()).toBe(0);
    expect(of("192.0.2.1", "203.0.113.9")).toBe("192.0.2.1");
    expect(warnings()).toBe(1);
  });

  test("is the last one in X-Forwarded-For that no trusted proxy has", () => {
    const { of, warnings } = addresses("127.0.0.1", "10.0.0.0/8", "fd00::/8");
    expect(of("127.0.0.1", "203.0.113.9")).toBe("203.0.113.9");
    expect(of("127.0.0.1", "198.51.100.7, 203.0.113.9")).toBe("203.0.113.9");
    expect(of("127.0.0.1", "203.0.113.9, 10.1.2.3")).toBe("203.0.113.9");
    expect(of("fd00::1", "203.0.113.9,10.1.2.3 , fd12::4")).toBe("203.0.113.9");
    expect(of("::ffff:127.0.0.1", "::ffff:203.0.113.9")).toBe("203.0.113.9");
    expect(warnings()).toBe(0);
  });

  test("is the proxy's where the header is missing, empty or no address", () => {
    const { of } = addresses("127.0.0.1");
    expect(of("127.0.0.1")).toBe("127.0.0.1");
    for (const header of [",", "unknown", "203.0.113.9, <script>", "1.2.3.4.5", " , "])
      expect(of("127.0.0.1", header)).toBe("127.0.0.1");
  });

  test("is a whole network of IPv6: a household has 2^64 addresses", () => {
    const { of } = addresses();
    const network = "2001:db8:1:2::/64";
    for (const address of ["2001:db8:1:2::1", "2001:0DB8:1:2:3:4:5:6", "2001:db8:1:2:ffff::"]) expect(of(address)).toBe(network);
    expect(of("2001:db8:1:3::1")).toBe("2001:db8:1:3::/64");
    expect(of("::1")).toBe("0:0:0:0::/64");
    expect(of("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
  });
});

test("a trusted proxy is an address or a network", () => {
  expect(parseNetwork("10.0.0.0/8")).toEqual({ address: "10.0.0.0", prefix: 8 });
  expect(parseNetwork("::1")).toEqual({ address: "::1", prefix: 128 });
  for (const text of ["", "proxy", "10.0.0.0/33", "10.0.0/8", "::1/129", "10.0.0.0/", "10.0.0.0/-1"]) {
    expect(parseNetwork(text)).toBeUndefined();
  }
});
