import { limits } from "../../protocol/limits.ts";
import type { RequestOrigin } from "./origins.ts";

/** Where a request's token is: in the header, or in the page's cookie. Never in a URL [P29]. */
export class Credentials {
  readonly #cookieName: string;

  /** Cookies do not know ports: two servers on one machine would sign each other out without theirs in the name. */
  constructor(port: number) {
    this.#cookieName = `shoal-${port}`;
  }

  /** The cookie counts only for pages of our own: another site's request carries it too. */
  token(request: Request, origin: RequestOrigin): string | undefined {
    const bearer = /^Bearer ([\w-]+)$/.exec(request.headers.get("authorization") ?? "");
    return bearer?.[1] ?? this.cookieToken(request, origin);
  }

  cookieToken(request: Request, origin: RequestOrigin): string | undefined {
    if (origin.kind === "other") return undefined;
    return new Bun.CookieMap(request.headers.get("cookie") ?? "").get(this.#cookieName) ?? undefined;
  }

  keep(token: string, request: Request): Record<string, string> {
    return { "Set-Cookie": this.#cookie(token, limits.guestLifetimeMs / 1000, request) };
  }

  forget(request: Request): Record<string, string> {
    return { "Set-Cookie": this.#cookie("", 0, request) };
  }

  #cookie(value: string, maxAge: number, request: Request): string {
    const secure = request.headers.get("origin")?.startsWith("https:") ?? false;
    return new Bun.Cookie(this.#cookieName, value, { path: "/", httpOnly: true, sameSite: "strict", maxAge, secure }).serialize();
  }
}
