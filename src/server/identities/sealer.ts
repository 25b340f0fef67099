import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { SharedSecrets } from "../shared-secrets.ts";

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Longer texts were not sealed here. */
const SEALED_CHARACTERS_MAX = 4_000;

/** Seals texts that a browser keeps for a moment: it can neither read nor change them. */
export class Sealer {
  readonly #key: Buffer;

  constructor(key = randomBytes(KEY_BYTES)) {
    this.#key = key;
  }

  static async open(secrets: SharedSecrets): Promise<Sealer> {
    const make = (): string => randomBytes(KEY_BYTES).toString("base64url");
    const isRight = (key: string): boolean => Buffer.from(key, "base64url").length === KEY_BYTES;
    return new Sealer(Buffer.from(await secrets.sharedSecret("sign-in-key", make, isRight), "base64url"));
  }

  seal(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES });
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
  }

  /** Undefined for a text that was not sealed with this key. */
  open(sealedText: string): string | undefined {
    if (sealedText.length > SEALED_CHARACTERS_MAX) return undefined;
    const bytes = Buffer.from(sealedText, "base64url");
    if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv(ALGORITHM, this.#key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
    } catch {
      return undefined;
    }
  }
}
