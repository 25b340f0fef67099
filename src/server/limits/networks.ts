import { isIP } from "node:net";

/** An address, or all addresses with the same first bits. */
export interface Network {
  readonly version: 4 | 6;
  /** The first `prefix` bits. */
  readonly bits: bigint;
  readonly prefix: number;
}

const WIDTH = { 4: 32, 6: 128 } as const;
/** Clients of IPv6 are known by their network, which has so many bits: `ClientAddresses`. */
const IPV6_CLIENT_PREFIX = 64;
const MAPPED_PREFIX = 96;

/** Reads an address, or a network such as `10.0.0.0/8`. An IPv4 address that is written as one of IPv6 is one of IPv4. Undefined for anything else. */
export function readNetwork(text: string): Network | undefined {
  const [, address = "", digits] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const version = isIP(address);
  if (version !== 4 && version !== 6) return undefined;
  const prefix = digits === undefined ? WIDTH[version] : Number(digits);
  if (prefix > WIDTH[version]) return undefined;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined && prefix >= MAPPED_PREFIX) return networkOf(4, bitsOfIPv4(mapped), prefix - MAPPED_PREFIX);
  return version === 4 ? networkOf(4, bitsOfIPv4(address), prefix) : networkOf(6, bitsOfIPv6(address), prefix);
}

/** As bans keep it: in one form, and of IPv6 no narrower than a client is known by. */
export function bannableNetwork(network: Network): Network {
  const { version, prefix } = network;
  return version === 6 && prefix > IPV6_CLIENT_PREFIX ? widened(network, IPV6_CLIENT_PREFIX) : network;
}

/** The same network always has the same text. */
export function networkText({ version, bits, prefix }: Network): string {
  const whole = bits << BigInt(WIDTH[version] - prefix);
  if (version === 4) {
    const bytes = [24n, 16n, 8n, 0n].map((shift) => String((whole >> shift) & 0xffn));
    return prefix === WIDTH[4] ? bytes.join(".") : `${bytes.join(".")}/${prefix}`;
  }
  const groups = Array.from({ length: 8 }, (_, index) => ((whole >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  const shortened = groups.join(":").replace(/(?:^|:)0(?::0)+$/, "::");
  return `${shortened}/${prefix}`;
}

/** Whether one of the two is a part of the other. */
export function overlap(one: Network, other: Network): boolean {
  const prefix = Math.min(one.prefix, other.prefix);
  return one.version === other.version && widened(one, prefix).bits === widened(other, prefix).bits;
}

/** Values by network: one look for each length of prefix that is there. */
export class NetworkMap<Value> {
  /** By version and length, then by the first bits. */
  readonly #tables = new Map<string, { readonly prefix: number; readonly version: 4 | 6; readonly values: Map<bigint, Value> }>();

  get size(): number {
    let size = 0;
    for (const { values } of this.#tables.values()) size += values.size;
    return size;
  }

  set({ version, bits, prefix }: Network, value: Value): void {
    const key = `${version}/${prefix}`;
    const table = this.#tables.get(key) ?? { prefix, version, values: new Map<bigint, Value>() };
    this.#tables.set(key, table);
    table.values.set(bits, value);
  }

  /** Of all networks that have the address, or the network of a client of IPv6. */
  *of(address: Network): Iterable<Value> {
    for (const { prefix, version, values } of this.#tables.values()) {
      if (version !== address.version || prefix > address.prefix) continue;
      const value = values.get(widened(address, prefix).bits);
      if (value !== undefined) yield value;
    }
  }
}

function networkOf(version: 4 | 6, whole: bigint, prefix: number): Network {
  return { version, bits: whole >> BigInt(WIDTH[version] - prefix), prefix };
}

function widened({ version, bits, prefix }: Network, to: number): Network {
  return { version, bits: bits >> BigInt(prefix - to), prefix: to };
}

function bitsOfIPv4(address: string): bigint {
  return BigInt(address.split(".").reduce((bits, byte) => bits * 256 + Number(byte), 0));
}

/** Of a text that `isIP` takes. */
function bitsOfIPv6(address: string): bigint {
  const text = address.replace(/\d+\.\d+\.\d+\.\d+$/, (tail) => {
    const bits = bitsOfIPv4(tail);
    return `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
  });
  const [head = "", tail] = text.split("::");
  const first = groupsOf(head);
  const last = groupsOf(tail ?? "");
  const missing = new Array<string>(tail === undefined ? 0 : 8 - first.length - last.length).fill("0");
  return [...first, ...missing, ...last].reduce((bits, group) => (bits << 16n) | BigInt(Number.parseInt(group, 16)), 0n);
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":");
}
