import { readFileSync, statSync } from "node:fs";
import type { JSONWebKeySet } from "jose";
import * as v from "valibot";

/** HS256 asks for a key as long as its hash. */
const SECRET_BYTES_MIN = 32;
const SECRET_BYTES_MAX = 4_096;
const JWKS_BYTES_MAX = 256 * 1024;
const READABLE_BY_ALL = 0o004;

/** The operator has to change something before the server can start; the sentence says what. */
export class KeyFileError extends Error {
  override readonly name = "KeyFileError";
}

/** A secret text in one line, which only its owner and group can read. Throws `KeyFileError`. */
export function readSecret(file: string, bytesMin: number = SECRET_BYTES_MIN): string {
  const secret = readText(file, SECRET_BYTES_MAX).replace(/\r?\n$/, "");
  if (statSync(file).mode & READABLE_BY_ALL) {
    throw new KeyFileError(`Every user of this machine can read ${file}, which holds a secret; chmod 600 it.`);
  }
  if (Buffer.byteLength(secret) < bytesMin) throw new KeyFileError(`${file} must hold a secret of at least ${bytesMin} bytes.`);
  if (/[^\x20-\x7e]/.test(secret)) {
    throw new KeyFileError(
      `${file} must hold a secret of printable ASCII in one line, such as one of "openssl rand -base64 48".`,
    );
  }
  return secret;
}

const publicKeys = v.object({
  keys: v.pipe(v.array(v.looseObject({ kty: v.picklist(["RSA", "EC", "OKP"]), d: v.optional(v.undefined()) })), v.minLength(1)),
});

/** Public keys. Throws `KeyFileError`. */
export function readJwks(file: string): JSONWebKeySet {
  const text = readText(file, JWKS_BYTES_MAX);
  try {
    const keys: JSONWebKeySet = JSON.parse(text);
    v.assert(publicKeys, keys);
    return keys;
  } catch {
    throw new KeyFileError(`${file} must be a JSON Web Key Set with public keys only, of the types RSA, EC or OKP.`);
  }
}

function readText(file: string, bytesMax: number): string {
  try {
    if (statSync(file).size > bytesMax) throw new Error(`it has more than ${bytesMax} bytes`);
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new KeyFileError(`Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
