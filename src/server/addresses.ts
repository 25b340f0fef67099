import { createSocket } from "node:dgram";
import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";

/** Whether a server can listen on `host`: it is of this machine, of another one, or nothing has that name. */
export async function ownerOf(host: string): Promise<"this machine" | "another machine" | "nobody"> {
  const addresses = await lookup(host, { all: true }).catch(() => []);
  if (addresses.length === 0) return "nobody";
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
    .filter(({ internal, family }) => !internal && family === "IPv4")
    .map(({ address }) => address);
  return [...outside, "127.0.0.1"];
}
