import { paths } from "../protocol/http.ts";

/**
 * The address of one of the server's `paths`. The server may live below a path of its host; a page may say "/". `ws:` and `wss:` name the
 * same server as `http:` and `https:`. Throws `TypeError` for anything else, such as `localhost:9527`, whose scheme is "localhost".
 */
export function addressOf(server: string, path: string): URL {
  const base = URL.parse(server, globalThis.location?.href);
  if (base === null || !/^(https?|wss?):$/.test(base.protocol)) {
    throw new TypeError(`The server's address must be like https://chat.example.org, not ${JSON.stringify(server)}.`);
  }
  base.protocol = base.protocol.replace(/^ws/, "http");
  base.username = "";
  base.password = "";
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return new URL(path.replace(/^\//, ""), base);
}

/** The same for a WebSocket. */
export function socketAddressOf(server: string, path: string): string {
  const address = addressOf(server, path);
  address.protocol = address.protocol.replace(/^http/, "ws");
  return address.href;
}

/**
 * Where the `picture` of a user or a room is: a square WebP of at most 256 pixels a side [P122]. It needs no session, and may be cached for ever.
 * @example if (message.by.picture !== undefined) image.src = pictureAddress(client.url, message.by.picture);
 */
export function pictureAddress(url: string, picture: string): string {
  return addressOf(url, `${paths.pictures}/${picture}`).href;
}
