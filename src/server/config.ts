/** `limits.uploadBytesMax`, where the operator chooses nothing else. The command must not load the protocol for it. */
export const UPLOAD_BYTES_DEFAULT = 25 * 1024 * 1024;
/** `limits.fileBytesPerUserMax`: a larger file could not be kept. */
export const UPLOAD_BYTES_MAX = 1024 * 1024 * 1024;

/** Of one line, which the sign-in has room for. */
export const SERVER_NAME_CHARACTERS_MAX = 60;

/** Everything an operator can choose; `src/main.ts` reads it from flags and environment. */
export interface Config {
  readonly host: string;
  /** 0 is any free one. */
  readonly port: number;
  /** Listen for the whole local network. */
  readonly isLan: boolean;
  readonly dataFolder: string;
  /** Origins of other sites' pages that may use this server; `*` is any. */
  readonly allowedOrigins: readonly string[];
  /** Addresses or networks of proxies whose `X-Forwarded-For` tells the client's address. */
  readonly trustedProxies: readonly string[];
  /** What visitors read above the sign-in; empty for none. */
  readonly name: string;
  /** Whether a nickname is enough to sign in; if not, plain sockets are closed too. */
  readonly areGuestsAllowed: boolean;
  /** What one user may write in a second; 0 lifts every limit of pace. */
  readonly messagesPerSecond: number;
  /** Of one file; 0 takes none. */
  readonly uploadBytesMax: number;
  /** A mailto: or https: address that push services are told; `undefined` sends no push messages. */
  readonly pushContact?: string | undefined;
}
