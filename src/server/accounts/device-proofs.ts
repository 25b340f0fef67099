import { createHmac, timingSafeEqual } from "node:crypto";
import { newToken } from "../../protocol/ids.ts";
import type { SharedSecrets } from "../shared-secrets.ts";

const KEY_FORMAT = /^[\w-]{43}$/;
const PROOF_FORMAT = /^([\w-]{43})\.([\w-]{43})$/;

/**
 * Proofs that a device has signed in as a user before (OWASP's device cookies). A proof signs no one in: it only has delays of its own after
 * wrong passwords, so that the guesses of strangers do not delay its user [P151c].
 */
export class DeviceProofs {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** With the key of the server. A damaged one is replaced: proofs of before then prove nothing. */
  static async open(secrets: SharedSecrets): Promise<DeviceProofs> {
    return new DeviceProofs(await secrets.sharedSecret("device-key", newToken, (key) => KEY_FORMAT.test(key)));
  }

  issue(userId: string): string {
    const device = newToken();
    return `${device}.${this.#sign(userId, device)}`;
  }

  /** The device that the proof is for; undefined for no proof of that user's. */
  deviceOf(userId: string | undefined, proof: string | undefined): string | undefined {
    const [, device = "", signature = ""] = PROOF_FORMAT.exec(proof ?? "") ?? [];
    if (userId === undefined || device === "") return undefined;
    const isRight = timingSafeEqual(Buffer.from(signature), Buffer.from(this.#sign(userId, device)));
    return isRight ? device : undefined;
  }

  #sign(userId: string, device: string): string {
    return createHmac("sha256", this.#key).update(`${userId} ${device}`).digest("base64url");
  }
}
