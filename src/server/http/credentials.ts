import { limits } from "../../protocol/limits.ts";
import { looksLikeBotToken } from "../accounts/bot-tokens.ts";
import { BasePath } from "./base-path.ts";
import type { RequestOrigin } from "./origins.ts";

// A page that asks who it is does not say how it came; whether its cookie may travel without TLS, the cookie knows itself.
const SECURE_MARK = "secure.";
const PROOF_LIFETIME_SECONDS = 365 * 24 * 60 * 60;

interface CredentialsOptions {
  readonly basePath?: BasePath;
  /** Of the server's own, so that every request came by it. */
  readonly hasTls?: boolean;
  /** Whether pages of other sites may embed the chat: over HTTPS its cookies are then sent in their frames, too. */
  readonly isFramed?: boolean;
}

/** Where a request's token is: in the header, or in the page's cookie. Never in a URL [P29]. */
export class Credentials {
  readonly #port: () => number;
  readonly #basePath: BasePath;
  readonly #hasTls: boolean;
  readonly #isFramed: boolean;

  /** `port` gives the listening port, which is known only after the start. */
  constructor(port: () => number, { basePath = new BasePath(), hasTls = false, isFramed = false }: CredentialsOptions = {}) {
    this.#port = port;
    this.#basePath = basePath;
    this.#hasTls = hasTls;
    this.#isFramed = isFramed;
  }

  /** The cookie counts only for pages of our own: another site's request carries it too. */
  token(request: Request, origin: RequestOrigin): string | undefined {
    const bearer = /^Bearer +([\w-]+) *$/i.exec(request.headers.get("authorization") ?? "");
    return bearer?.[1] ?? this.cookieToken(request, origin);
  }

  cookieToken(request: Request, origin: RequestOrigin): string | undefined {
    if (origin.kind === "other") return undefined;
    const token = this.#value(request)?.replace(SECURE_MARK, "");
    // No browser is a bot: nothing makes it one by a cookie [P216].
    return token === undefined || looksLikeBotToken(token) ? undefined : token;
  }

  /** `isHttps` is for a request that does not say how its page was reached. */
  keep(token: string, request: Request, isHttps = this.#isSecure(request)): Record<string, string> {
    return this.#setCookie(isHttps ? SECURE_MARK + token : token);
  }

  /** Whether the browser has sent back a cookie of this server's. */
  keepsCookies(request: Request): boolean {
    const cookies = cookiesOf(request);
    return cookies.has(this.#probeName) || cookies.has(this.#cookieName);
  }

  /** A cookie that shows with the next request whether the browser keeps any. */
  probe(request: Request, origin: RequestOrigin): Record<string, string> {
    if (origin.kind === "other" || this.keepsCookies(request)) return {};
    return { "Set-Cookie": this.#cookie(this.#probeName, "kept", { secure: this.#hasTls || this.#isTrusted(request) }) };
  }

  /** Keeps the cookie from now on as long as it was kept at first. Nothing when the token came in the header. */
  renew(request: Request, origin: RequestOrigin): Record<string, string> {
    const value = this.#value(request);
    return value !== undefined && this.isByCookie(request, origin) ? this.#setCookie(value) : {};
  }

  /** Takes the cookie back. Nothing when the token came in the header: the cookie beside it is another session's. */
  forget(request: Request, origin: RequestOrigin): Record<string, string> {
    return this.isByCookie(request, origin) ? this.#setCookie("", 0) : {};
  }

  /** Whether the cookie is what counts. */
  isByCookie(request: Request, origin: RequestOrigin): boolean {
    const token = this.cookieToken(request, origin);
    return token !== undefined && token === this.token(request, origin);
  }

  /** That this browser signed in with a password before; it signs no one in [P151c]. */
  deviceProof(request: Request, origin: RequestOrigin): string | undefined {
    return origin.kind === "other" ? undefined : (cookiesOf(request).get(this.#proofName) ?? undefined);
  }

  keepDeviceProof(response: Response, request: Request, proof: string): void {
    const attributes = { secure: this.#isSecure(request), maxAge: PROOF_LIFETIME_SECONDS };
    response.headers.append("Set-Cookie", this.#cookie(this.#proofName, proof, attributes));
  }

  /** What a sign-in at a provider has to be answered with [P162d]. */
  transaction(request: Request): string | undefined {
    return cookiesOf(request).get(this.#transactionName) ?? undefined;
  }

  /** `lax`: the provider's answer is a navigation from another site. An empty one is removed. */
  keepTransaction(sealed: string, { maxAgeSeconds, isHttps }: { maxAgeSeconds: number; isHttps: boolean }): string {
    const attributes = { sameSite: "lax", secure: isHttps || this.#hasTls, maxAge: maxAgeSeconds } as const;
    return this.#cookie(this.#transactionName, sealed, attributes);
  }

  /**
   * Cookies do not know ports: two servers on one machine would sign each other out without theirs in the name. And the cookie of a server
   * at the root of a host is sent to one below a path, too.
   */
  get #cookieName(): string {
    const { mark } = this.#basePath;
    return `shoal-${mark === "" ? "" : `${mark}-`}${this.#port()}`;
  }

  get #proofName(): string {
    return `${this.#cookieName}-device`;
  }

  get #transactionName(): string {
    return `${this.#cookieName}-oidc`;
  }

  get #probeName(): string {
    return `${this.#cookieName}-probe`;
  }

  #value(request: Request): string | undefined {
    return cookiesOf(request).get(this.#cookieName) ?? undefined;
  }

  #setCookie(value: string, maxAge = limits.guestLifetimeMs / 1000): Record<string, string> {
    const secure = value.startsWith(SECURE_MARK) || this.#hasTls;
    return { "Set-Cookie": this.#cookie(this.#cookieName, value, { maxAge, secure }) };
  }

  #cookie(name: string, value: string, attributes: { secure: boolean; maxAge?: number; sameSite?: "lax" }): string {
    // Each embedding site has a jar of its own: a visitor of one is not known to another.
    const inFrames = this.#isFramed && attributes.secure ? ({ sameSite: "none", partitioned: true } as const) : {};
    return new Bun.Cookie(name, value, {
      path: this.#basePath.text,
      httpOnly: true,
      sameSite: "strict",
      ...inFrames,
      ...attributes,
    }).serialize();
  }

  #isSecure(request: Request): boolean {
    return this.#hasTls || (request.headers.get("origin")?.startsWith("https:") ?? false) || this.#isTrusted(request);
  }

  /** Browsers send these headers over HTTPS, and to their own machine; there they keep cookies that are for HTTPS only. */
  #isTrusted({ headers }: Request): boolean {
    return this.#isFramed && headers.has("sec-fetch-site");
  }
}

function cookiesOf({ headers }: Request): Bun.CookieMap {
  return new Bun.CookieMap(headers.get("cookie") ?? "");
}
