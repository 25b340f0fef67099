import type { Config } from "./config.ts";
import type { Log } from "./log.ts";

/** In the frame of another site browsers keep a cookie only when it came by HTTPS. Without TLS of its own, an origin tells of a proxy that has it. */
export function warnOfFrames({ allowedFrames = [], allowedOrigins, tls }: Config, log: Log): void {
  const isHttps = tls !== undefined || allowedOrigins.some((origin) => origin.startsWith("https:"));
  if (allowedFrames.length === 0 || isHttps) return;
  log.warn(
    "--allow-frames needs HTTPS: without it a visitor in a frame cannot sign in. Set --tls-cert, or name the address at your proxy with --allow-origin https://…",
  );
}
