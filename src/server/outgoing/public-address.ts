import { BlockList, isIPv4, isIPv6 } from "node:net";

/** IPv4 that is not the public internet's, from IANA's registry of special addresses. */
const special4: readonly (readonly [address: string, bits: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10], // shared by the customers of a provider
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3], // multicast, reserved, broadcast
];

/** Public IPv6 is 2000::/3 without these. Everything else (loopback, link-local, unique local, mapped IPv4) is not public. */
const special6: readonly (readonly [address: string, bits: number])[] = [
  ["2001::", 23], // Teredo and other protocols, which carry IPv4 addresses
  ["2001:db8::", 32],
  ["2002::", 16], // 6to4, which carries an IPv4 address
  ["3fff::", 20],
];

const special = new BlockList();
for (const [address, bits] of special4) special.addSubnet(address, bits, "ipv4");
for (const [address, bits] of special6) special.addSubnet(address, bits, "ipv6");
const global6 = new BlockList();
global6.addSubnet("2000::", 3, "ipv6");

/** Whether an address is one of the public internet, where a push service can be: not one of this machine or of its network. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, "ipv4");
  return isIPv6(address) && !address.includes("%") && global6.check(address, "ipv6") && !special.check(address, "ipv6");
}
