import { expect, test } from "bun:test";
import type { NetworkInterfaceInfo } from "node:os";
import { ownerOf, reachableUrls } from "./addresses.ts";

const loopback: NetworkInterfaceInfo = {
  address: "127.0.0.1",
  netmask: "255.0.0.0",
  family: "IPv4",
  mac: "00:00:00:00:00:00",
  internal: true,
  cidr: "127.0.0.1/8",
};
const wireless: NetworkInterfaceInfo = { ...loopback, address: "192.168.1.7", internal: false, cidr: "192.168.1.7/24" };
const ipv6 = { ...wireless, family: "IPv6" as const, scopeid: 0 };
const interfaces = {
  lo: [loopback, { ...ipv6, address: "::1", internal: true }],
  wlan0: [wireless, { ...ipv6, address: "2001:db8::7" }, { ...ipv6, address: "fe80::7", scopeid: 2 }],
  tun0: undefined,
};

test("a server for the whole network is reached from it first, and from this machine last", () => {
  expect(reachableUrls("0.0.0.0", 9527, interfaces)).toEqual(["http://192.168.1.7:9527", "http://127.0.0.1:9527"]);
  expect(reachableUrls("::", 9527, interfaces)).toEqual([
    ...["http://192.168.1.7:9527", "http://[2001:db8::7]:9527"],
    ...["http://127.0.0.1:9527", "http://[::1]:9527"],
  ]);
});

test("a server on one address is reached there and nowhere else", () => {
  expect(reachableUrls("127.0.0.1", 9527, interfaces)).toEqual(["http://127.0.0.1:9527"]);
  expect(reachableUrls("::1", 9527, interfaces)).toEqual(["http://[::1]:9527"]);
});

test.each(["127.0.0.1", "localhost", "0.0.0.0"])("one can listen on %s", async (host) => {
  expect(await ownerOf(host)).toBe("this machine");
});

test("one cannot listen where another machine is, nor on a name that says nothing", async () => {
  expect(await ownerOf("198.51.100.1")).toBe("another machine");
  expect(await ownerOf("my..servr")).toBeUndefined();
});
