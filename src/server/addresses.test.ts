import { expect, test } from "bun:test";
import type { NetworkInterfaceInfo } from "node:os";
import { everyHost, ownerOf, reachableUrls } from "./addresses.ts";

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
  expect(reachableUrls("0.0.0.0", 9527, { interfaces })).toEqual(["http://192.168.1.7:9527", "http://127.0.0.1:9527"]);
  expect(reachableUrls("::", 9527, { interfaces })).toEqual([
    ...["http://192.168.1.7:9527", "http://[2001:db8::7]:9527"],
    ...["http://127.0.0.1:9527", "http://[::1]:9527"],
  ]);
});

test("a server on one address is reached there and nowhere else", () => {
  expect(reachableUrls("127.0.0.1", 9527, { interfaces })).toEqual(["http://127.0.0.1:9527"]);
  expect(reachableUrls("::1", 9527, { interfaces })).toEqual(["http://[::1]:9527"]);
});

test("every address of the machine is of both families where the network has IPv6 for browsers, and of one elsewhere", () => {
  expect(everyHost(interfaces)).toBe("::");
  expect(everyHost({ ...interfaces, wlan0: [wireless, { ...ipv6, address: "fe80::7", scopeid: 2 }] })).toBe("0.0.0.0");
  expect(everyHost({ lo: interfaces.lo })).toBe("0.0.0.0");
});

test("with TLS the names of the certificate come first, and addresses that it is not for are left out", () => {
  const for7 = { names: ["chat.example.org"], isFor: (host: string) => host === "chat.example.org" || host === "192.168.1.7" };
  expect(reachableUrls("0.0.0.0", 9527, { certificates: for7, interfaces })).toEqual([
    ...["https://chat.example.org:9527", "https://192.168.1.7:9527"],
  ]);
  expect(reachableUrls("::1", 9527, { certificates: { names: [], isFor: () => false } })).toEqual(["https://[::1]:9527"]);
  const local = { names: ["localhost"], isFor: (name: string) => ["localhost", "127.0.0.1"].includes(name) };
  expect(reachableUrls("127.0.0.1", 9527, { certificates: local })).toEqual([
    ...["https://localhost:9527", "https://127.0.0.1:9527"],
  ]);
  expect(reachableUrls("0.0.0.0", 9527, { certificates: local, interfaces })).toEqual([
    ...["https://192.168.1.7:9527", "https://127.0.0.1:9527", "https://localhost:9527"],
  ]);
  const names = Array.from({ length: 100 }, (_, index) => `${index}.example.org`);
  expect(reachableUrls("127.0.0.1", 443, { certificates: { names, isFor: () => false } })).toHaveLength(4);
});

test("the port is left out where it is the scheme's, and a base path is there", () => {
  expect(reachableUrls("127.0.0.1", 80)).toEqual(["http://127.0.0.1"]);
  expect(reachableUrls("::1", 443, { certificates: { names: [], isFor: () => true } })).toEqual(["https://[::1]"]);
  expect(reachableUrls("127.0.0.1", 9527, { basePath: "/school/chat/" })).toEqual(["http://127.0.0.1:9527/school/chat"]);
});

test.each(["127.0.0.1", "localhost", "0.0.0.0"])("one can listen on %s", async (host) => {
  expect(await ownerOf(host)).toBe("this machine");
});

test("one cannot listen where another machine is, nor on a name that says nothing", async () => {
  expect(await ownerOf("198.51.100.1")).toBe("another machine");
  expect(await ownerOf("my..servr")).toBeUndefined();
});
