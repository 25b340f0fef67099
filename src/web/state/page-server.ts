/** The server of this page, which may live below a path of its host. */
export const pageServer = new URL(".", globalThis.location?.href ?? "http://localhost/").href;
