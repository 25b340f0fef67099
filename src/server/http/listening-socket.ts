import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { areDescriptorsScarce, connectionsMax, readDescriptorsMax } from "../limits/descriptors.ts";
import type { Log } from "../log.ts";
import type { ShoalServer } from "./router.ts";

interface Options {
  readonly port: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Listens; port 0 is any free one. */
  readonly open: (port: number) => ShoalServer;
  /** Tells when `open` would listen with another certificate. The result ends that. */
  readonly watchCertificates?: ((onReplaced: () => void) => () => void) | undefined;
}

const WATCH_INTERVAL_MS = 250;

/**
 * The port, as long as there are descriptors for new connections.
 *
 * Connections beyond the bound are answered and closed. Connections on which nothing was asked yet are unknown to the runtime's
 * handlers; when they use up every descriptor, accepting fails again and again at the cost of a whole core, so the port is closed
 * until some are free. It is also closed and opened again, in one turn, for another certificate: the runtime binds a certificate to the
 * socket that listens. Existing connections are not affected.
 */
export class ListeningSocket {
  readonly #options: Options;
  readonly #descriptorsMax = readDescriptorsMax();
  readonly #connectionsMax = connectionsMax(this.#descriptorsMax) ?? Number.POSITIVE_INFINITY;
  /** The one that listens, and those whose connections have not ended. */
  readonly #servers: ShoalServer[];
  readonly #cancelWatches: readonly (() => void)[];
  readonly #port: number;
  #isListening = true;
  #hasWarned = false;

  /** Throws what `open` throws. */
  constructor(options: Options) {
    this.#options = options;
    const server = options.open(options.port);
    this.#servers = [server];
    this.#port = server.port ?? options.port;
    this.#cancelWatches = [
      options.clock.every(WATCH_INTERVAL_MS, () => this.#watch()),
      options.watchCertificates?.(() => this.#reopen()) ?? (() => {}),
    ];
  }

  get port(): number {
    return this.#port;
  }

  get isFull(): boolean {
    let count = 0;
    for (const { pendingWebSockets, pendingRequests } of this.#servers) count += pendingWebSockets + pendingRequests;
    return count > this.#connectionsMax;
  }

  /** Throws `unavailable` when there are more connections than descriptors allow. */
  requireRoom(): void {
    if (!this.isFull) return;
    this.#warn(`${this.#connectionsMax} connections are open, as many as "ulimit -n" (${this.#descriptorsMax}) allows`);
    throw new ShoalError("unavailable", { message: "The server has no room for another connection; try again later." });
  }

  /** Takes no new connections, and waits until those that are there have ended. */
  async stop(): Promise<void> {
    for (const cancel of this.#cancelWatches) cancel();
    this.#isListening = false;
    await Promise.all(this.#servers.map((server) => server.stop()));
  }

  #watch(): void {
    const isScarce = this.#descriptorsMax !== undefined && areDescriptorsScarce(this.#descriptorsMax);
    if (isScarce === !this.#isListening) return;
    if (isScarce) this.#pause();
    else this.#resume();
  }

  #pause(): void {
    this.#warn(
      `all descriptors that "ulimit -n" (${this.#descriptorsMax}) allows are in use; the port is closed until some are free`,
    );
    this.#close();
  }

  /** New connections get what `open` gives now. Those that are there stay with the server that took them. */
  #reopen(): void {
    if (!this.#isListening) return; // the next `#resume` does it
    this.#close();
    this.#resume();
  }

  #close(): void {
    this.#isListening = false;
    this.#servers
      .at(-1)
      ?.stop()
      .catch(() => {}); // told by the next stop, if at all
  }

  #resume(): void {
    const busy = this.#servers.filter(({ pendingWebSockets, pendingRequests }) => pendingWebSockets + pendingRequests > 0);
    try {
      this.#servers.splice(0, this.#servers.length, ...busy, this.#options.open(this.#port));
      this.#isListening = true;
    } catch (error) {
      // Another program took the port meanwhile; the next look tries again.
      this.#options.log.error("the port cannot be opened again", error);
    }
  }

  #warn(reason: string): void {
    if (!this.#hasWarned) this.#options.log.warn(`${reason}; raise it for more connections`);
    this.#hasWarned = true;
  }
}
