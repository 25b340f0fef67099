import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import type { Clock, MonotonicMs } from "../../clock.ts";
import type { VapidKeys } from "./vapid-keys.ts";

/** Push services take up to 24 h. */
const TOKEN_LIFETIME_MS = 12 * 60 * 60 * 1000;
/** The same token serves all messages to one service for this long. */
const TOKEN_REUSE_MS = 60 * 60 * 1000;
/** Services whose token is kept. There are few browsers, but endpoints name any. */
const SERVICES_MAX = 100;

interface Token {
  readonly header: string;
  readonly madeAt: MonotonicMs;
}

/** Tells push services who sends (RFC 8292): the server's key, and the operator's address. */
export class Vapid {
  readonly #keys: VapidKeys;
  readonly #key: KeyObject;
  readonly #contact: string;
  readonly #clock: Clock;
  readonly #tokens = new Map<string, Token>();

  /** `contact` is a mailto: or https: address of the operator. */
  constructor(keys: VapidKeys, contact: string, clock: Clock) {
    this.#keys = keys;
    this.#key = createPrivateKey({ key: keys.privateKey as never, format: "jwk" });
    this.#contact = contact;
    this.#clock = clock;
  }

  /** The header `Authorization` of a message to that endpoint. */
  authorization(endpoint: string): string {
    const { origin } = new URL(endpoint);
    const known = this.#tokens.get(origin);
    if (known !== undefined && this.#clock.elapsedMs(known.madeAt) < TOKEN_REUSE_MS) return known.header;
    if (this.#tokens.size >= SERVICES_MAX) this.#tokens.clear();
    const header = `vapid t=${this.#token(origin)}, k=${this.#keys.publicKey}`;
    this.#tokens.set(origin, { header, madeAt: this.#clock.monotonicNow() });
    return header;
  }

  #token(audience: string): string {
    const exp = Math.floor((this.#clock.now() + TOKEN_LIFETIME_MS) / 1000);
    const content = `${encode({ typ: "JWT", alg: "ES256" })}.${encode({ aud: audience, exp, sub: this.#contact })}`;
    const signature = sign("sha256", Buffer.from(content), { key: this.#key, dsaEncoding: "ieee-p1363" });
    return `${content}.${signature.toString("base64url")}`;
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
