const socketSchemes: Readonly<Record<string, string>> = { "ws:": "http:", "wss:": "https:" };

/**
 * The address of one of the server's `paths`. The server may live below a path of its host; a page may say "/". `ws:` and `wss:` name the
 * same server as `http:` and `https:`. Throws `TypeError` for anything else: `localhost:9527` has no scheme but "localhost".
 */
export function addressOf(server: string, path: string): URL {
  const base = URL.parse(server, globalThis.location?.href);
  if (base === null || !/^(https?|wss?):$/.test(base.protocol)) {
    throw new TypeError(`The server's address must be like https://chat.example.org, not ${JSON.stringify(server)}.`);
  }
  const scheme = socketSchemes[base.protocol];
  const address = new URL(scheme === undefined ? base.href : base.href.replace(base.protocol, scheme));
  address.username = "";
  address.password = "";
  if (!address.pathname.endsWith("/")) address.pathname += "/";
  return new URL(path.replace(/^\//, ""), address);
}

/** The same for a WebSocket. */
export function socketAddressOf(server: string, path: string): string {
  const address = addressOf(server, path);
  address.protocol = address.protocol.replace(/^http/, "ws");
  return address.href;
}
