/** A browser as far as cookies and redirects go: it follows links, keeps cookies by host and port, and shows where it ended. */
export class CookieBrowser {
  /** By origin and name. Browsers do not tell ports apart; the names of our cookies do. */
  readonly cookies = new Map<string, Map<string, string>>();
  /** Every address that was opened, in order. */
  readonly visited: string[] = [];

  /** Opens an address as a link of the same site, and follows every redirect, but none that `isEnd` wants. */
  async open(address: string, isEnd: (address: string) => boolean = () => false): Promise<{ url: string; response: Response }> {
    let url = address;
    for (let hops = 0; hops < 20; hops += 1) {
      const response = await this.get(url, hops === 0 ? "same-origin" : "cross-site");
      const location = response.headers.get("location");
      if (location === null) return { url, response };
      url = new URL(location, url).href;
      if (isEnd(url)) return { url, response };
    }
    throw new Error("More redirects than a browser follows.");
  }

  /** One request, without its redirect. */
  async get(url: string, site = "same-origin"): Promise<Response> {
    this.visited.push(url);
    const { origin } = new URL(url);
    const jar = this.cookies.get(origin) ?? new Map<string, string>();
    this.cookies.set(origin, jar);
    const headers = { cookie: this.header(origin), "sec-fetch-site": site, "sec-fetch-mode": "navigate" };
    const response = await fetch(url.replace(/#.*/, ""), { redirect: "manual", headers });
    for (const line of response.headers.getSetCookie()) {
      const cookie = Bun.Cookie.parse(line);
      if (cookie.isExpired() || cookie.maxAge === 0) jar.delete(cookie.name);
      else jar.set(cookie.name, cookie.value);
    }
    return response;
  }

  /** What the browser sends to an origin. */
  header(origin: string): string {
    return [...(this.cookies.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ");
  }
}
