import { BlockList, isIP, isIPv6 } from "node:net";

/** The addresses by which limits count, and nothing else: an address is no proof of identity. */
export class ClientAddresses {
  readonly #isProxy: (address: string) => boolean;
  readonly #onUntrustedProxy: () => void;

  /** `trustedProxies`: addresses, or networks such as `10.0.0.0/8`. `onUntrustedProxy`: another one names its clients. */
  constructor(trustedProxies: readonly string[], onUntrustedProxy: () => void) {
    this.#onUntrustedProxy = onUntrustedProxy;
    this.#isProxy = networkCheck(trustedProxies);
  }

  /** Of the client that is nearest to the trusted proxies: what stands before it in `X-Forwarded-For` is its own claim. */
  of(peer: string, { headers }: Pick<Request, "headers">): string {
    let client = withoutMapping(peer);
    const forwardedFor = headers.get("x-forwarded-for");
    if (forwardedFor === null) return networkOf(client);
    if (!this.#isProxy(client)) this.#onUntrustedProxy();
    const hops = forwardedFor.split(",").map((hop) => withoutMapping(hop.trim()));
    while (this.#isProxy(client)) {
      const hop = hops.pop();
      if (hop === undefined || isIP(hop) === 0) break;
      client = hop;
    }
    return networkOf(client);
  }
}

/** Whether an address is one of these, or in one of these networks. */
export function networkCheck(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, prefix } of networks.flatMap((text) => parseNetwork(text) ?? [])) {
    list.addSubnet(address, prefix, isIPv6(address) ? "ipv6" : "ipv4");
  }
  return (text) => {
    const address = withoutMapping(text);
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
  };
}

/** Undefined when it is neither an address nor a network. */
export function parseNetwork(text: string): { readonly address: string; readonly prefix: number } | undefined {
  const [, address = "", digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const version = isIP(address);
  if (version === 0) return undefined;
  const bits = version === 6 ? 128 : 32;
  const prefix = digits === undefined ? bits : Number(digits);
  return prefix <= bits ? { address, prefix } : undefined;
}

/** An IPv4 client of a socket for both families is `::ffff:` and its address. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

/** One household has 2^64 addresses of IPv6: its network counts, the first 64 bits. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.replace(/%.*$/, "").split("::");
  const groups = head === "" ? [] : head.split(":");
  const tailCount = tail === undefined || tail === "" ? 0 : tail.split(":").length;
  if (tail !== undefined) while (groups.length + tailCount < 8) groups.push("0");
  return `${[...groups, ...(tail?.split(":") ?? [])]
    .slice(0, 4)
    .map((group) => (Number.parseInt(group, 16) || 0).toString(16))
    .join(":")}::/64`;
}
