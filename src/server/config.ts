import type { TlsFiles } from "./http/certificate-pair.ts";
import type { HostSettings, ProviderSettings } from "./identities/open-identities.ts";
import type { LogSettings } from "./logging/stderr-log.ts";

/** `limits.uploadBytesMax`, where the operator chooses nothing else. The command must not load the protocol for it. */
export const UPLOAD_BYTES_DEFAULT = 25 * 1024 * 1024;
/** `limits.fileBytesPerUserMax`: a larger file could not be kept. */
export const UPLOAD_BYTES_MAX = 1024 * 1024 * 1024;

/** Of one line, which the sign-in has room for. */
export const SERVER_NAME_CHARACTERS_MAX = 60;

/** The names are those of `Settings`. */
export type FixedBy = Readonly<
  Partial<Record<"registration" | "areGuestsAllowed" | "name" | "messagesPerSecond" | "uploadBytesMax", string>>
>;

/** Everything an operator can choose; `src/command/serve.ts` reads it from flags and environment. */
export interface Config {
  readonly host: string;
  /** 0 is any free one. */
  readonly port: number;
  /** Listen for the whole local network. */
  readonly isLan: boolean;
  /** HTTPS by these files, which are read again when they change; without them HTTP. */
  readonly tls?: TlsFiles | undefined;
  /** The path of the host below which the server lives; begins and ends with a slash. */
  readonly basePath: string;
  readonly dataFolder: string;
  /** The PostgreSQL that has the log, as `postgres://…`; without it SQLite in the data folder. */
  readonly storageUrl?: string | undefined;
  /** What carries hints between the nodes on one PostgreSQL: `nats://…`, or `postgres://…` for NOTIFY; without it `storageUrl`. */
  readonly busUrl?: string | undefined;
  /** Where files are: `s3://bucket?endpoint=…`; without it the data folder, or PostgreSQL where that has the log. */
  readonly filesUrl?: string | undefined;
  /** Origins of other sites' pages that may use this server; `*` is any. */
  readonly allowedOrigins: readonly string[];
  /** Origins of other sites' pages that may embed the chat as a frame; without them none. */
  readonly allowedFrames?: readonly string[] | undefined;
  /** Names of hosts under which the server is reached, besides those that it knows. */
  readonly allowedHosts: readonly string[];
  /** Addresses or networks of proxies whose `X-Forwarded-For` tells the client's address. */
  readonly trustedProxies: readonly string[];
  /** What visitors read above the sign-in; empty for none. */
  readonly name: string;
  /** Whether a nickname is enough to sign in; if not, plain sockets are closed too. */
  readonly areGuestsAllowed: boolean;
  /** Who can become a user: anyone, bearers of an invite link, or no one. */
  readonly registration: "open" | "invite" | "closed";
  /** What one user may write in a second; 0 lifts every limit of pace. */
  readonly messagesPerSecond: number;
  /** Of one file; 0 takes none. */
  readonly uploadBytesMax: number;
  /** Of settings that administrators could change while the server runs: the flag or the variable by which the operator chose. */
  readonly fixedBy?: FixedBy | undefined;
  readonly log: LogSettings;
  /** Addresses or networks from which `GET /metrics` is answered. */
  readonly metricsFrom: readonly string[];
  /** A mailto: or https: address that push services are told; `undefined` sends no push messages. */
  readonly pushContact?: string | undefined;
  /** An application whose users are signed in by its JWTs. */
  readonly hostTokens?: HostSettings | undefined;
  /** A provider at which users sign in. */
  readonly oidc?: ProviderSettings | undefined;
}
