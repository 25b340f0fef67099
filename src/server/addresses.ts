import { createSocket } from "node:dgram";
import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";

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

/** The host that stands for every address of this machine: both families where the network has IPv6. */
export function everyHost(interfaces = networkInterfaces()): string {
  return outsideOf(interfaces).some(isRoutedIpv6) ? "::" : "0.0.0.0";
}

interface Reach {
  /** Of a server with TLS of its own: what its certificate is for. */
  readonly certificates?: { readonly names: readonly string[]; isFor(host: string): boolean } | undefined;
  /** Begins and ends with a slash. */
  readonly basePath?: string;
  readonly interfaces?: ReturnType<typeof networkInterfaces>;
}

/** A certificate may be for a hundred names. */
const PRINTED_NAMES_MAX = 4;

/**
 * The addresses under which people really reach a server that listens on `host`, the best to hand out first, without a slash at the end. With
 * TLS those that its certificate is for, if there are any.
 */
export function reachableUrls(
  host: string,
  port: number,
  { certificates, basePath = "/", interfaces = networkInterfaces() }: Reach = {},
): string[] {
  const hosts = hostsOf(host, interfaces);
  const scheme = certificates === undefined ? "http" : "https";
  const named = (certificates?.names ?? [])
    .slice(0, PRINTED_NAMES_MAX)
    .toSorted((one, other) => Number(isLoopback(one)) - Number(isLoopback(other)));
  const right = [...named, ...hosts.filter((name) => certificates?.isFor(name) && !named.includes(name))];
  // A certificate for this machine only is none for its network: the addresses are all that others have.
  const isEnough = right.some((name) => !isEvery(host) || !isLoopback(name));
  return (isEnough ? right : [...hosts, ...named]).map(
    (name) => new URL(`${scheme}://${name}:${port}`).origin + basePath.slice(0, -1),
  );
}

function isEvery(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

function isLoopback(name: string): boolean {
  return name === "localhost" || name === "[::1]" || name.startsWith("127.");
}

function hostsOf(host: string, interfaces: ReturnType<typeof networkInterfaces>): string[] {
  if (!isEvery(host)) return [host.includes(":") ? `[${host}]` : host];
  const outside = outsideOf(interfaces);
  const ipv4 = outside.filter(({ family }) => family === "IPv4").map(({ address }) => address);
  if (host === "0.0.0.0") return [...ipv4, "127.0.0.1"];
  const ipv6 = outside.filter(isRoutedIpv6);
  return [...ipv4, ...ipv6.map(({ address }) => `[${address}]`), "127.0.0.1", "[::1]"];
}

function outsideOf(interfaces: ReturnType<typeof networkInterfaces>): readonly NetworkInterfaceInfo[] {
  return Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal }) => !internal);
}

/** A link-local address needs the name of an interface, which browsers take in no URL. */
function isRoutedIpv6({ family, address }: NetworkInterfaceInfo): boolean {
  return family === "IPv6" && !/^fe[89ab]/i.test(address);
}
