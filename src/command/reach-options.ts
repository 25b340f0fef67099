import { InvalidArgumentError, Option } from "commander";
import type { Config } from "../server/config.ts";
import { originText, parseAuthority, parseOrigin } from "../server/http/authority.ts";
import { parseBasePath } from "../server/http/base-path.ts";

/** What the flags about how the server is reached say. */
export interface ReachOptions {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly basePath: string;
  readonly allowHost: readonly string[];
  readonly allowFrames: readonly string[];
}

/** Flags of `serve`: TLS of its own, the path of its host below which it lives, more names of its host, and who may embed its page. */
export function reachOptions(): readonly Option[] {
  return [
    new Option("--tls-cert <file>", "serve HTTPS: the certificate and its chain, as PEM; read again when it changes").env(
      "SHOAL_TLS_CERT",
    ),
    new Option("--tls-key <file>", "its private key, as PEM").env("SHOAL_TLS_KEY"),
    new Option("--base-path <path>", "live below this path of the host, such as /chat/")
      .env("SHOAL_BASE_PATH")
      .default("/")
      .argParser(readBasePath),
    new Option("--allow-host <name...>", "answer to these names of the host, too")
      .env("SHOAL_ALLOW_HOST")
      .default([])
      .argParser(readHostNames),
    new Option("--allow-frames <origin...>", "pages of these origins may embed the chat as a frame")
      .env("SHOAL_ALLOW_FRAMES")
      .default([])
      .argParser(readFrameOrigins),
  ];
}

/** Ends the process with a sentence when one of two flags is missing. */
export function readReach({
  tlsCert,
  tlsKey,
  basePath,
  allowHost,
  allowFrames,
}: ReachOptions): Pick<Config, "tls" | "basePath" | "allowedHosts" | "allowedFrames"> {
  const rest = { basePath, allowedHosts: allowHost, allowedFrames: allowFrames };
  if (!tlsCert && !tlsKey) return rest;
  if (tlsCert && tlsKey) return { ...rest, tls: { certFile: tlsCert, keyFile: tlsKey } };
  process.stderr.write("error: TLS needs both --tls-cert and --tls-key.\n");
  process.exit(1);
}

function readBasePath(text: string): string {
  const path = parseBasePath(text.trim());
  if (path === undefined) {
    throw new InvalidArgumentError("A base path looks like /chat/: letters, digits, hyphens, dots and slashes.");
  }
  return path;
}

// From the environment several come in one text, with spaces or commas between.
function readHostNames(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(/[\s,]+/).filter(Boolean);
  for (const name of names) {
    const host = parseAuthority(name);
    if (host === undefined || host.port !== undefined) {
      throw new InvalidArgumentError("A name of a host looks like chat or chat.example.org, without a port.");
    }
  }
  return [...before, ...names];
}

/** Never `*`: a page that any site can embed can be laid under another one's buttons. */
function readFrameOrigins(text: string, before: readonly string[] = []): readonly string[] {
  const origins = text.split(/[\s,]+/).filter(Boolean);
  return [
    ...before,
    ...origins.map((origin) => {
      const parsed = parseOrigin(origin);
      if (parsed === undefined) {
        throw new InvalidArgumentError(
          "Name each origin that may embed the chat, like https://www.example.org; * is not allowed.",
        );
      }
      return originText(parsed);
    }),
  ];
}
