import { generateKeyPairSync } from "node:crypto";
import type { SharedSecrets } from "../shared-secrets.ts";

/** The keys by which push services know this server (RFC 8292). A subscription is bound to the public one. */
export interface VapidKeys {
  /** A point of P-256, uncompressed, base64url: what a browser subscribes with. */
  readonly publicKey: string;
  readonly privateKey: JsonWebKey;
}

/** The keys of the server, made when there are none. Throws `Error` when what is kept is no such keys, or they cannot be kept. */
export async function openVapidKeys(secrets: SharedSecrets): Promise<VapidKeys> {
  const text = await secrets.sharedSecret("push-keys", () => JSON.stringify(newKeys(), undefined, 2));
  return readKeys(secrets.placeOf("push-keys"), text);
}

function newKeys(): VapidKeys {
  const privateKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }) as JsonWebKey;
  return { publicKey: publicKeyOf(privateKey), privateKey };
}

function publicKeyOf({ x = "", y = "" }: JsonWebKey): string {
  return Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]).toString("base64url");
}

function readKeys(place: string, text: string): VapidKeys {
  try {
    const keys = JSON.parse(text) as VapidKeys;
    const { kty, crv, d = "" } = keys.privateKey;
    const isKey = kty === "EC" && crv === "P-256" && Buffer.from(d, "base64url").length === 32;
    if (isKey && keys.publicKey === publicKeyOf(keys.privateKey)) return keys;
  } catch {
    // Explained below.
  }
  throw new Error(`${place} is damaged; restore it from a backup, or delete it: then every device has to switch push on again`);
}
