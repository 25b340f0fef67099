import { hostname } from "node:os";
import { ShoalError } from "../../protocol/errors.ts";

/** Where a request comes from: a page of this server, an allowed page of another, or no page at all. */
export type RequestOrigin = { readonly kind: "own" | "none" } | { readonly kind: "other"; readonly origin: string };

/**
 * Which pages may use this server, and to which names it answers [P30].
 *
 * A name that is not ours may be another site's, pointed at this machine (DNS rebinding): then that site would be our
 * "own" origin. An address written as numbers cannot be pointed anywhere.
 */
export class Origins {
  readonly #isAnyAllowed: boolean;
  readonly #allowed: ReadonlySet<string>;
  readonly #hostNames: ReadonlySet<string>;

  /** `allowed` are origins as a browser writes them, or `*`. */
  constructor(allowed: readonly string[], boundHost: string) {
    const origins = allowed.filter((origin) => origin !== "*");
    const machine = hostname().toLowerCase();
    this.#isAnyAllowed = allowed.includes("*");
    this.#allowed = new Set(origins);
    this.#hostNames = new Set([
      "localhost",
      boundHost.toLowerCase(),
      machine,
      `${machine}.local`,
      ...origins.map((origin) => new URL(origin).hostname),
    ]);
  }

  /** Throws `forbidden-host`, `forbidden-origin`. */
  check(request: Request): RequestOrigin {
    const host = request.headers.get("host");
    const hostName = host === null ? undefined : hostNameOf(host);
    if (hostName === undefined || !this.#isOurs(hostName)) throw new ShoalError("forbidden-host");
    const origin = request.headers.get("origin");
    if (origin === null) {
      // Browsers leave Origin out of their own GETs; another site's they mark here.
      if (request.headers.get("sec-fetch-site") === "cross-site" && !isNavigation(request))
        throw new ShoalError("forbidden-origin");
      return { kind: "none" };
    }
    if (origin === `http://${host}` || origin === `https://${host}`) return { kind: "own" };
    if (this.#isAnyAllowed || this.#allowed.has(origin)) return { kind: "other", origin };
    throw new ShoalError("forbidden-origin");
  }

  #isOurs(hostName: string): boolean {
    return this.#isAnyAllowed || this.#hostNames.has(hostName) || /^[\d.]+$/.test(hostName) || hostName.startsWith("[");
  }
}

/** Undefined for what is no host with or without a port: of the request's address nothing could be read then. */
function hostNameOf(host: string): string | undefined {
  return /[\s/\\?#@]/.test(host) ? undefined : URL.parse(`http://${host}`)?.hostname;
}

function isNavigation(request: Request): boolean {
  return request.method === "GET" && request.headers.get("sec-fetch-mode") === "navigate";
}
