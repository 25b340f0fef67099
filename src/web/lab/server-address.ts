/** The page may live below a path of its host. */
export const server = new URL(".", globalThis.location?.href ?? "http://localhost/").href;

/** The address of one of the server's sockets. */
export function socketAddress(path: string): string {
  const address = new URL(path, server);
  address.protocol = address.protocol.replace(/^http/, "ws");
  return address.href;
}
