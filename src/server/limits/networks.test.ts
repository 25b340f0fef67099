import { describe, expect, test } from "bun:test";
import { bannableNetwork, NetworkMap, networkText, overlap, readNetwork } from "./networks.ts";

const known = (text: string) => {
  const network = readNetwork(text);
  if (network === undefined) throw new Error(`${text} is no network`);
  return network;
};

describe("a network has one text", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["203.0.113.7/32", "203.0.113.7"],
    [" 203.0.113.7/24 ", "203.0.113.0/24"],
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7/120", "203.0.113.0/24"],
    ["2001:db8::1", "2001:db8::/64"],
    ["2001:DB8:0:0:1:2:3:4", "2001:db8::/64"],
    ["2001:db8:0:5::/64", "2001:db8:0:5::/64"],
    ["2001:db8:1:2::/48", "2001:db8:1::/48"],
    ["2001:db8::/32", "2001:db8::/32"],
    ["::1", "::/64"],
    ["64:ff9b::192.0.2.1", "64:ff9b::/64"],
  ])("%s is %s", (text, expected) => {
    expect(networkText(bannableNetwork(known(text)))).toBe(expected);
    expect(networkText(bannableNetwork(known(expected)))).toBe(expected);
  });

  test.each([
    "",
    "localhost",
    "203.0.113",
    "203.0.113.7/33",
    "2001:db8::/129",
    "203.0.113.7/-1",
    "1.2.3.4/8/8",
    "fe80::1%eth0",
    "*",
  ])("%p is none", (text) => expect(readNetwork(text)).toBeUndefined());
});

test("an address is found in every network that has it, and in no other", () => {
  const map = new NetworkMap<string>();
  for (const text of ["203.0.113.0/24", "203.0.113.7", "2001:db8::/48", "10.0.0.0/8"]) map.set(known(text), text);
  const of = (text: string) => [...map.of(known(text))].toSorted();
  expect(of("203.0.113.7")).toEqual(["203.0.113.0/24", "203.0.113.7"]);
  expect(of("203.0.113.8")).toEqual(["203.0.113.0/24"]);
  expect(of("203.0.112.255")).toEqual([]);
  expect(of("203.0.114.0")).toEqual([]);
  expect(of("10.255.255.255")).toEqual(["10.0.0.0/8"]);
  expect(of("2001:db8:0:ffff::/64")).toEqual(["2001:db8::/48"]);
  expect(of("2001:db8:1::/64")).toEqual([]);
  expect(map.size).toBe(4);
});

test("two networks overlap where one is a part of the other", () => {
  expect(overlap(known("127.0.0.0/8"), known("127.0.0.1"))).toBe(true);
  expect(overlap(known("127.0.0.1"), known("127.0.0.0/8"))).toBe(true);
  expect(overlap(known("126.0.0.0/7"), known("127.0.0.0/8"))).toBe(true);
  expect(overlap(known("128.0.0.0/8"), known("127.0.0.0/8"))).toBe(false);
  expect(overlap(known("::/64"), known("0.0.0.0/8"))).toBe(false);
});

test("1,000 networks cost a request a few microseconds", () => {
  const map = new NetworkMap<number>();
  for (let index = 0; index < 1_000; index += 1) map.set(known(`10.${index >> 8}.${index & 255}.0/${8 + (index % 25)}`), index);
  const addresses = Array.from({ length: 1_000 }, (_, index) => `198.51.100.${index % 256}`);
  const begunAt = performance.now();
  for (let round = 0; round < 10; round += 1)
    for (const address of addresses) for (const value of map.of(known(address))) expect(value).toBe(-1);
  const microseconds = ((performance.now() - begunAt) * 1_000) / 10_000;
  expect(microseconds).toBeLessThan(100);
});
