import packageJson from "../../package.json" with { type: "json" };
import { parseBusAddress } from "./bus/bus-address.ts";
import type { Config } from "./config.ts";
import type { LogFields } from "./log.ts";

/** What the log says first: which server this is, and what is switched on. No secret, and no file that has one. */
export function startFields(config: Config): LogFields {
  const { dataFolder, filesUrl, host, port, isLan, areGuestsAllowed, registration, uploadBytesMax, messagesPerSecond } = config;
  const { tls, basePath, pushContact, hostTokens, oidc, trustedProxies, metricsFrom, busUrl, storageUrl } = config;
  return {
    version: packageJson.version,
    runtime: `bun ${process.versions.bun}`,
    system: `${process.platform} ${process.arch}`,
    pid: process.pid,
    data: dataFolder,
    files: filesUrl === undefined ? undefined : "bucket",
    host: isLan ? "the whole network" : host,
    port,
    tls: tls !== undefined,
    basePath,
    guests: areGuestsAllowed,
    registration,
    messagesPerSecond,
    uploadsMaxBytes: uploadBytesMax,
    push: pushContact !== undefined,
    jwt: hostTokens !== undefined,
    oidc: oidc !== undefined,
    proxies: trustedProxies.length,
    metrics: metricsFrom.length > 0,
    bus: parseBusAddress(busUrl ?? storageUrl ?? "")?.type ?? false,
  };
}
