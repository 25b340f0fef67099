import { createCipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";

/** The keys of a browser's subscription, as it told them: base64url. */
export interface PushKeys {
  /** A point of P-256, uncompressed: 65 bytes. */
  readonly p256dh: string;
  /** 16 bytes. */
  readonly auth: string;
}

/** Random parts of one encryption. Tests give those of the RFC. */
interface EncryptionSecrets {
  readonly salt: Buffer;
  readonly privateKey: Buffer;
}

const CURVE = "prime256v1";
const POINT_BYTES = 65;
const AUTH_BYTES = 16;
const SALT_BYTES = 16;
/** A push service takes 4,096 bytes; the header and the tag are among them. */
const RECORD_BYTES = 4_096;
const LAST_RECORD = 2;

/** Whether a browser can have made these keys. */
export function arePushKeys({ p256dh, auth }: PushKeys): boolean {
  const point = Buffer.from(p256dh, "base64url");
  if (point.length !== POINT_BYTES || Buffer.from(auth, "base64url").length !== AUTH_BYTES) return false;
  try {
    const probe = createECDH(CURVE);
    probe.generateKeys();
    probe.computeSecret(point);
    return true;
  } catch {
    return false; // not a point of the curve
  }
}

/**
 * The body of a push message (RFC 8291, `aes128gcm`): only the browser of that subscription can read it. The plaintext is padded to a
 * multiple of `paddedTo` bytes, so that its length says little.
 */
export function encryptPush(
  plaintext: Buffer,
  keys: PushKeys,
  { paddedTo = 1, secrets = newSecrets() }: { paddedTo?: number; secrets?: EncryptionSecrets } = {},
): Buffer {
  const browserPoint = Buffer.from(keys.p256dh, "base64url");
  const own = createECDH(CURVE);
  own.setPrivateKey(secrets.privateKey);
  const ownPoint = own.getPublicKey();
  const shared = own.computeSecret(browserPoint);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), browserPoint, ownPoint]);
  const secret = derive(shared, Buffer.from(keys.auth, "base64url"), info, 32);
  const key = derive(secret, secrets.salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = derive(secret, secrets.salt, Buffer.from("Content-Encoding: nonce\0"), 12);

  const length = Math.ceil((plaintext.length + 1) / paddedTo) * paddedTo;
  const padded = Buffer.alloc(length);
  plaintext.copy(padded);
  padded[plaintext.length] = LAST_RECORD;
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  const record = Buffer.concat([cipher.update(padded), cipher.final(), cipher.getAuthTag()]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(RECORD_BYTES);
  return Buffer.concat([secrets.salt, size, Buffer.of(ownPoint.length), ownPoint, record]);
}

function newSecrets(): EncryptionSecrets {
  const pair = createECDH(CURVE);
  pair.generateKeys();
  return { salt: randomBytes(SALT_BYTES), privateKey: pair.getPrivateKey() };
}

function derive(secret: Buffer, salt: Buffer, info: Buffer, byteLength: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, byteLength));
}
