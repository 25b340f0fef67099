import { networkInterfaces } from "node:os";

/** The addresses under which people really reach a server that listens on `host`, the best to hand out first. */
export function reachableUrls(host: string, port: number): string[] {
  return hostsOf(host).map((name) => `http://${name}:${port}`);
}

function hostsOf(host: string): string[] {
  if (host !== "0.0.0.0" && host !== "::") return [host.includes(":") ? `[${host}]` : host];
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4")
    .map(({ address }) => address);
  return [...outside, "127.0.0.1"];
}
