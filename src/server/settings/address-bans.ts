import type { Clock } from "../../clock.ts";
import { type AddressBan, adminLimits } from "../../protocol/admin.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { bannableNetwork, type Network, NetworkMap, networkText, overlap, readNetwork } from "../limits/networks.ts";
import { readReason } from "../reason.ts";
import type { NetworkBan, SettingsRecords } from "../storage/settings-records.ts";

/** Whose doing it is: a user's, from an address, or the operator's. */
export interface AddressActor {
  readonly userId?: string | undefined;
  readonly address?: string | undefined;
}

interface NewBan {
  readonly network: string;
  readonly seconds?: number | undefined;
  readonly reason?: string | undefined;
}

interface AddressBansDependencies {
  readonly storage: SettingsRecords;
  readonly clock: Clock;
  /** Ends the connections of addresses that are banned now. */
  readonly endConnections: (isBanned: (address: string) => boolean) => void;
}

/** The machine itself: a ban of it would shut out those behind a proxy on it, and its operator. */
const loopback = ["127.0.0.0/8", "::1/128"].flatMap((text) => readNetwork(text) ?? []);

/** Networks whose clients may not use the server [P184]. They are asked about for every request, and so are in memory. */
export class AddressBans {
  readonly #parts: AddressBansDependencies;
  #untilOf = new NetworkMap<number>();
  /** Called for each change that was made here, so that other nodes read it. */
  onChange: () => void = () => {};

  private constructor(parts: AddressBansDependencies, bans: readonly NetworkBan[]) {
    this.#parts = parts;
    this.#take(bans);
  }

  static async open(parts: AddressBansDependencies): Promise<AddressBans> {
    return new AddressBans(parts, await parts.storage.listNetworkBans(parts.clock.now()));
  }

  /** `address` as `ClientAddresses` gives it. */
  isBanned(address: string): boolean {
    if (this.#untilOf.size === 0) return false;
    const network = readNetwork(address);
    if (network === undefined) return false;
    const now = this.#parts.clock.now();
    for (const until of this.#untilOf.of(network)) if (until > now) return true;
    return false;
  }

  /** Throws `banned`. */
  require(address: string): void {
    if (this.isBanned(address)) throw new ShoalError("banned");
  }

  /** Throws `not-allowed`, `network-invalid`, `network-own`, `too-many-address-bans`, `reason-invalid`. */
  async ban(actor: AddressActor, { network: text, seconds, reason: rawReason }: NewBan): Promise<Omit<AddressBan, "by">> {
    const { storage, clock, endConnections } = this.#parts;
    const network = known(text);
    requireNarrow(network);
    const own = actor.address === undefined ? [] : [known(actor.address)];
    if ([...loopback, ...own].some((each) => overlap(network, each))) throw new ShoalError("network-own");
    const reason = readReason(rawReason);
    const at = clock.now();
    const until = seconds === undefined ? undefined : at + seconds * 1_000;
    const ban = { network: networkText(network), at, until, reason };
    await storage.banNetwork({ ...ban, actorId: actor.userId });
    await this.#reload();
    endConnections((address) => this.isBanned(address));
    this.onChange();
    return ban;
  }

  /** The networks of addresses that can be banned, each once: none of the actor's own, nor of the machine. */
  bannable(actor: AddressActor, addresses: Iterable<string>): readonly string[] {
    const own = actor.address === undefined ? [] : [known(actor.address)];
    const networks = [...addresses].flatMap((address) => readNetwork(address) ?? []).map(bannableNetwork);
    const others = networks.filter((network) => ![...loopback, ...own].some((each) => overlap(network, each)));
    return [...new Set(others.map(networkText))];
  }

  /** Twice is once. Throws `not-allowed`, `network-invalid`. */
  async unban({ userId }: AddressActor, text: string): Promise<void> {
    const { storage, clock } = this.#parts;
    const network = known(text);
    await storage.unbanNetwork({ actorId: userId, network: networkText(network), at: clock.now() });
    await this.#reload();
    this.onChange();
  }

  /** Another node banned a network, or lifted a ban. */
  async changedElsewhere(): Promise<void> {
    await this.#reload();
    this.#parts.endConnections((address) => this.isBanned(address));
  }

  list(): Promise<readonly NetworkBan[]> {
    return this.#parts.storage.listNetworkBans(this.#parts.clock.now());
  }

  /** Without those that have ended. */
  async #reload(): Promise<void> {
    this.#take(await this.list());
  }

  #take(bans: readonly NetworkBan[]): void {
    this.#untilOf = new NetworkMap();
    for (const { network, until } of bans) this.#untilOf.set(known(network), until ?? Number.POSITIVE_INFINITY);
  }
}

/** Throws `network-invalid`. */
function known(text: string): Network {
  const network = readNetwork(text);
  if (network === undefined) throw new ShoalError("network-invalid");
  return bannableNetwork(network);
}

function requireNarrow({ version, prefix }: Network): void {
  if (prefix < (version === 4 ? adminLimits.ipv4PrefixMin : adminLimits.ipv6PrefixMin)) throw new ShoalError("network-invalid");
}
