/** The address of one of the server's `paths`. The server may live below a path of its host; a page may say "/". */
export function addressOf(server: string, path: string): URL {
  const base = new URL(server, globalThis.location?.href);
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return new URL(path.replace(/^\//, ""), base);
}

/** The same for a WebSocket. */
export function socketAddressOf(server: string, path: string): string {
  const address = addressOf(server, path);
  address.protocol = address.protocol.replace(/^http/, "ws");
  return address.href;
}
