import { networkCheck } from "./client-address.ts";

/** With any of these a request came by a proxy, or of a page: then the machine that connects is not the one that reads the answer. */
const strangeHeaders = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded", "via", "origin"];

/** Who may read the metrics over HTTP. */
export class MetricsReaders {
  readonly #isNamed: (address: string) => boolean;

  /** `networks`: addresses, or networks such as `10.0.0.0/8`. Without one no one may. */
  constructor(networks: readonly string[]) {
    this.#isNamed = networkCheck(networks);
  }

  /** `peer` is the other end of the connection. */
  areAllowed(peer: string, { headers }: Pick<Request, "headers">): boolean {
    return this.#isNamed(peer) && !strangeHeaders.some((name) => headers.has(name));
  }
}
