import { generateKeyPairSync } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";

const FILE = "push-keys.json";
/** Of the server's user alone. */
const PRIVATE_MODE = 0o600;

/** The keys by which push services know this server (RFC 8292). A subscription is bound to the public one. */
export interface VapidKeys {
  /** A point of P-256, uncompressed, base64url: what a browser subscribes with. */
  readonly publicKey: string;
  readonly privateKey: JsonWebKey;
}

/** The keys of the data folder, made when there are none. Throws `Error` when the file is no such keys, or cannot be written. */
export function openVapidKeys(dataFolder: string): VapidKeys {
  const file = join(dataFolder, FILE);
  const text = readIfThere(file);
  if (text !== undefined) return readKeys(file, text);
  const keys = newKeys();
  writePrivately(file, `${JSON.stringify(keys, undefined, 2)}\n`);
  return keys;
}

function newKeys(): VapidKeys {
  const privateKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }) as JsonWebKey;
  return { publicKey: publicKeyOf(privateKey), privateKey };
}

function publicKeyOf({ x = "", y = "" }: JsonWebKey): string {
  return Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]).toString("base64url");
}

function readKeys(file: string, text: string): VapidKeys {
  try {
    const keys = JSON.parse(text) as VapidKeys;
    const { kty, crv, d = "" } = keys.privateKey;
    const isKey = kty === "EC" && crv === "P-256" && Buffer.from(d, "base64url").length === 32;
    if (isKey && keys.publicKey === publicKeyOf(keys.privateKey)) return keys;
  } catch {
    // Explained below.
  }
  throw new Error(`${file} is damaged; restore it from a backup, or delete it: then every device has to switch push on again`);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Whole or not at all, also when the power goes. */
function writePrivately(file: string, text: string): void {
  const draft = `${file}.draft`;
  const handle = openSync(draft, "w", PRIVATE_MODE);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
}
