import { limits } from "../../protocol/limits.ts";
import type { RequestOrigin } from "./origins.ts";

// A page that asks who it is does not say how it came; whether its cookie may travel without TLS, the cookie knows itself.
const SECURE_MARK = "secure.";

/** Where a request's token is: in the header, or in the page's cookie. Never in a URL [P29]. */
export class Credentials {
  readonly #port: () => number;

  /** `port` gives the listening port, which is known only after the start. */
  constructor(port: () => number) {
    this.#port = port;
  }

  /** The cookie counts only for pages of our own: another site's request carries it too. */
  token(request: Request, origin: RequestOrigin): string | undefined {
    const bearer = /^Bearer +([\w-]+) *$/i.exec(request.headers.get("authorization") ?? "");
    return bearer?.[1] ?? this.cookieToken(request, origin);
  }

  cookieToken(request: Request, origin: RequestOrigin): string | undefined {
    if (origin.kind === "other") return undefined;
    return this.#value(request)?.replace(SECURE_MARK, "");
  }

  keep(token: string, request: Request): Record<string, string> {
    const isSecure = request.headers.get("origin")?.startsWith("https:") ?? false;
    return this.#setCookie(isSecure ? SECURE_MARK + token : token);
  }

  /** Whether the browser has sent back a cookie of this server's. */
  keepsCookies(request: Request): boolean {
    const cookies = cookiesOf(request);
    return cookies.has(this.#probeName) || cookies.has(this.#cookieName);
  }

  /** A cookie that shows with the next request whether the browser keeps any. */
  probe(request: Request, origin: RequestOrigin): Record<string, string> {
    if (origin.kind === "other" || this.keepsCookies(request)) return {};
    const cookie = new Bun.Cookie(this.#probeName, "kept", { path: "/", httpOnly: true, sameSite: "strict" });
    return { "Set-Cookie": cookie.serialize() };
  }

  /** Keeps the cookie from now on as long as it was kept at first. Nothing when the token came in the header. */
  renew(request: Request, origin: RequestOrigin): Record<string, string> {
    const value = this.#value(request);
    return value !== undefined && this.#isByCookie(request, origin) ? this.#setCookie(value) : {};
  }

  /** Takes the cookie back. Nothing when the token came in the header: the cookie beside it is another session's. */
  forget(request: Request, origin: RequestOrigin): Record<string, string> {
    return this.#isByCookie(request, origin) ? this.#setCookie("", 0) : {};
  }

  /** Cookies do not know ports: two servers on one machine would sign each other out without theirs in the name. */
  get #cookieName(): string {
    return `shoal-${this.#port()}`;
  }

  get #probeName(): string {
    return `${this.#cookieName}-probe`;
  }

  #isByCookie(request: Request, origin: RequestOrigin): boolean {
    const token = this.cookieToken(request, origin);
    return token !== undefined && token === this.token(request, origin);
  }

  #value(request: Request): string | undefined {
    return cookiesOf(request).get(this.#cookieName) ?? undefined;
  }

  #setCookie(value: string, maxAge = limits.guestLifetimeMs / 1000): Record<string, string> {
    const secure = value.startsWith(SECURE_MARK);
    const cookie = new Bun.Cookie(this.#cookieName, value, { path: "/", httpOnly: true, sameSite: "strict", maxAge, secure });
    return { "Set-Cookie": cookie.serialize() };
  }
}

function cookiesOf({ headers }: Request): Bun.CookieMap {
  return new Bun.CookieMap(headers.get("cookie") ?? "");
}
