import { hostname } from "node:os";
import { ShoalError } from "../../protocol/errors.ts";
import { type Authority, areSameOrigin, isAt, originText, parseAuthority, parseOrigin, type WebOrigin } from "./authority.ts";
import { BasePath } from "./base-path.ts";

interface HostCertificates {
  /** Whether the server's certificate is for that host. */
  isFor(host: string): boolean;
}

interface OriginsOptions {
  readonly hosts?: readonly string[];
  /** Of a server with TLS of its own. */
  readonly certificates?: HostCertificates | undefined;
  readonly basePath?: BasePath;
}

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
  readonly #allowed: readonly WebOrigin[];
  readonly #hostNames: ReadonlySet<string>;
  readonly #certificates: HostCertificates | undefined;
  readonly #basePath: BasePath;

  /** `allowed` are origins, or `*`; `hosts` are more names of this server. */
  constructor(
    allowed: readonly string[],
    boundHost: string,
    { hosts = [], certificates, basePath = new BasePath() }: OriginsOptions = {},
  ) {
    this.#certificates = certificates;
    this.#basePath = basePath;
    this.#isAnyAllowed = allowed.includes("*");
    this.#allowed = allowed.flatMap((origin) => parseOrigin(origin) ?? []);
    const machine = hostname();
    const ownNames = ["localhost", boundHost, machine, `${machine}.local`, ...hosts].flatMap(
      (name) => parseAuthority(name)?.name ?? [],
    );
    this.#hostNames = new Set([...ownNames, ...this.#allowed.map(({ name }) => name)]);
  }

  /**
   * Throws `forbidden-host` unless a `host` is given that `checkHost` has passed, and `forbidden-origin`. A preflight passes from any origin: the request after it is refused, and only then
   * can its page read why.
   */
  check(request: Request, host = this.checkHost(request)): RequestOrigin {
    const { method, headers } = request;
    const text = headers.get("origin");
    if (text === null) {
      // Browsers leave Origin out of their own GETs; another site's they mark here.
      const isNavigation = method === "GET" && headers.get("sec-fetch-mode") === "navigate";
      if (headers.get("sec-fetch-site") === "cross-site" && !isNavigation) throw new ShoalError("forbidden-origin");
      return { kind: "none" };
    }
    const origin = parseOrigin(text);
    if (origin !== undefined && this.#isOwn(origin, host)) return { kind: "own" };
    const isAllowed = origin !== undefined && this.#allowed.some((allowed) => areSameOrigin(allowed, origin));
    if (this.#isAnyAllowed || isAllowed || isPreflight(request)) return { kind: "other", origin: text };
    throw new ShoalError("forbidden-origin");
  }

  /** Throws `forbidden-host`. By itself it is enough for what pages of every origin may have. */
  checkHost({ headers }: Request): Authority {
    const host = parseAuthority(headers.get("host") ?? "");
    if (host === undefined || !this.#isOurs(host)) throw new ShoalError("forbidden-host");
    return host;
  }

  /**
   * Where a checked request has reached this server, for addresses that its client can open: with the base path, without a slash at the
   * end. Where Shoal has no TLS of its own, the page's origin or the operator's tells whether a proxy has it.
   */
  serverOf({ headers }: Request): string {
    const host = parseAuthority(headers.get("host") ?? "");
    if (host === undefined) throw new Error("a request without a host is refused before");
    const page = parseOrigin(headers.get("origin") ?? "");
    const known = [...(page === undefined ? [] : [page]), ...this.#allowed].find((origin) => isAt(origin, host));
    const [scheme, port] = this.#certificates === undefined ? (["http", 80] as const) : (["https", 443] as const);
    return originText(known ?? { scheme, name: host.name, port: host.port ?? port }) + this.#basePath.text.slice(0, -1);
  }

  #isOurs({ name }: Authority): boolean {
    if (this.#isAnyAllowed || this.#hostNames.has(name) || /^[\d.]+$/.test(name) || name.startsWith("[")) return true;
    // A browser has compared it with the certificate: no other site can be pointed here under it.
    return this.#certificates?.isFor(name) ?? false;
  }

  /**
   * The page was loaded from this host. Where the operator named origins of the host, their scheme counts as well, and so does TLS of
   * the server's own; elsewhere a proxy with TLS may stand in front or not, and the server cannot know.
   */
  #isOwn(origin: WebOrigin, host: Authority): boolean {
    if (!isAt(origin, host)) return false;
    const named = this.#allowed.filter(({ name }) => name === host.name);
    if (named.length === 0 && this.#certificates !== undefined) return origin.scheme === "https";
    return named.length === 0 || named.some((allowed) => areSameOrigin(allowed, origin));
  }
}

/** A browser asks this before a request of another origin's page. */
export function isPreflight({ method, headers }: Request): boolean {
  return method === "OPTIONS" && headers.has("origin") && headers.has("access-control-request-method");
}
