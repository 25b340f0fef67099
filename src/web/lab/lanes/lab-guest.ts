import { createDeviceLink, type SignInAs, signIn, signOut, type TransportName } from "../../../client/index.ts";
import { availableTransports } from "../../state/available-transports.ts";
import { measureBrowserHeaders } from "../handshake/handshake-view.ts";
import { server } from "../server-address.ts";
import type { Lane, LaneParts } from "./lane.ts";
import { Patience } from "./patience.ts";
import { TrafficMeter, type TrafficObserver } from "./traffic.ts";

interface LabGuestOptions<L extends Lane> {
  /** The begin of the nickname, which is also the room's name. */
  readonly name: string;
  /** Undefined: as often as the server asks for it. */
  readonly pollsPerSecond?: number | undefined;
  /** How long a long-poll asks to be held; undefined: as long as a client does. */
  readonly holdMs?: number | undefined;
  readonly observerOf?: (transport: TransportName) => TrafficObserver;
  readonly createLane: (parts: LaneParts) => L;
}

/** Some attempts of the client, each with its own patience. */
const CONNECT_WITHIN_MS = 12_000;
const DELIVERY_WITHIN_MS = 20_000;

/**
 * A guest with a device on each transport, in a private room of its own. The sessions are real ones and are signed out at the end; all
 * are one guest's, so that the lobby has one join and one leave.
 */
export class LabGuest<L extends Lane> {
  /** Ends with the guest. */
  readonly patience = new Patience();
  readonly #options: LabGuestOptions<L>;
  #lanes: readonly L[] = [];

  constructor(options: LabGuestOptions<L>) {
    this.#options = options;
  }

  get lanes(): readonly L[] {
    return this.#lanes;
  }

  /** Those that got through. */
  get runners(): readonly L[] {
    return this.#lanes.filter(({ isBlocked }) => !isBlocked);
  }

  /** Throws where guests may not sign in, where nothing gets through, and when it is stopped. Gives back the room's id. */
  async enter(): Promise<string> {
    const { name: prefix, pollsPerSecond, holdMs, observerOf, createLane } = this.#options;
    const browserHeaders = await measureBrowserHeaders();
    const name = `${prefix}-${Math.floor(1_000 + Math.random() * 9_000)}`;
    for (const transport of availableTransports) {
      const pollIntervalMs = transport === "poll" && pollsPerSecond !== undefined ? 1_000 / pollsPerSecond : undefined;
      const as = { ...(await this.#admission(name)), device: `lab: ${transport}` };
      const session = await signIn(server, as, { fetch: guestFetch });
      const meter = new TrafficMeter({ browserHeaders, pollIntervalMs, holdMs, observer: observerOf?.(transport) });
      this.#lanes = [...this.#lanes, createLane({ transport, session, meter })];
      if (this.patience.isOver) throw new Error("stopped");
    }
    await this.patience.until(() => this.#lanes.every(({ client }) => client.state === "live"), CONNECT_WITHIN_MS);
    for (const lane of this.#lanes) if (lane.client.state !== "live") lane.block();
    const [first] = this.runners;
    if (first === undefined) throw new Error("Nothing gets through.");
    const { id } = await first.client.createRoom({ name, isPrivate: true });
    await this.allReach(({ client }) => client.conversations.has(id));
    return id;
  }

  /** Waits until it is true of every connected device; throws when that takes too long. */
  async allReach(isTrue: (lane: L) => boolean): Promise<void> {
    const isTrueOfAll = (): boolean => this.runners.every(isTrue);
    await this.patience.until(isTrueOfAll, DELIVERY_WITHIN_MS);
    if (!isTrueOfAll() && !this.patience.isOver) throw new Error("It took too long.");
  }

  /** For good. */
  async signOut(): Promise<void> {
    await Promise.allSettled(
      this.#lanes.map(async ({ client, session }) => {
        client.close();
        await signOut(server, { token: session.token, fetch: lastingFetch });
      }),
    );
  }

  async #admission(nickname: string): Promise<SignInAs> {
    const token = this.#lanes[0]?.session.token;
    if (token === undefined) return { nickname };
    const { code } = await createDeviceLink(server, { token, fetch: guestFetch });
    return { deviceLink: code };
  }
}

// Without the page's cookie: it is the visitor's, and not the guest's.
const guestFetch = fetchWith({ credentials: "omit" });
// Also when the page is being left.
const lastingFetch = fetchWith({ credentials: "omit", keepalive: true });

function fetchWith(options: RequestInit): typeof fetch {
  return Object.assign((input: string | URL | Request, init?: RequestInit) => fetch(input, { ...init, ...options }), {
    preconnect: fetch.preconnect,
  });
}
