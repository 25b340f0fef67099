import { createSocket } from "node:dgram";
import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";

/** The machine that `host` names; undefined when the name is unknown. A server can only listen on its own. */
export async function ownerOf(host: string): Promise<"this machine" | "another machine" | undefined> {
  const addresses = await lookup(host, { all: true }).catch(() => []);
  if (addresses.length === 0) return undefined;
  const areOurs = await Promise.all(addresses.map(isOurs));
  return areOurs.includes(true) ? "this machine" : "another machine";
}

// Asks the system, by taking a UDP port for a moment. What Bun says of TCP may be the reason of an error long before.
function isOurs({ address, family }: LookupAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(family === 6 ? "udp6" : "udp4");
    socket.once("error", (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(error.code !== "EADDRNOTAVAIL" && error.code !== "EINVAL");
    });
    socket.bind(0, address, () => socket.close(() => resolve(true)));
  });
}

/** The addresses under which people really reach a server that listens on `host`, the best to hand out first. */
export function reachableUrls(host: string, port: number, interfaces = networkInterfaces()): string[] {
  return hostsOf(host, interfaces).map((name) => `http://${name}:${port}`);
}

function hostsOf(host: string, interfaces: ReturnType<typeof networkInterfaces>): string[] {
  if (host !== "0.0.0.0" && host !== "::") return [host.includes(":") ? `[${host}]` : host];
  const outside = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal }) => !internal);
  const ipv4 = outside.filter(({ family }) => family === "IPv4").map(({ address }) => address);
  if (host === "0.0.0.0") return [...ipv4, "127.0.0.1"];
  // A link-local address needs the name of an interface, which browsers take in no URL.
  const ipv6 = outside.filter(({ family, address }) => family === "IPv6" && !/^fe[89ab]/i.test(address));
  return [...ipv4, ...ipv6.map(({ address }) => `[${address}]`), "127.0.0.1", "[::1]"];
}
