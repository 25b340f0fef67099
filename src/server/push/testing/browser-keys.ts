import { createDecipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from "node:crypto";
import type { PushKeys } from "../encrypt.ts";

/** A browser's side of a subscription, to read what was encrypted for it. */
interface BrowserKeys {
  readonly keys: PushKeys;
  readonly pair: ECDH;
}

export function newBrowserKeys(): BrowserKeys {
  const pair = createECDH("prime256v1");
  const p256dh = pair.generateKeys("base64url");
  return { pair, keys: { p256dh, auth: randomBytes(16).toString("base64url") } };
}

/** Reads a body by the letter of RFC 8188 and RFC 8291. Throws when it is not for this browser. */
export function decryptPush(body: Uint8Array, { keys, pair }: BrowserKeys): Buffer {
  const bytes = Buffer.from(body);
  const salt = bytes.subarray(0, 16);
  const idLength = bytes.readUInt8(20);
  const senderPoint = bytes.subarray(21, 21 + idLength);
  const record = bytes.subarray(21 + idLength);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), Buffer.from(keys.p256dh, "base64url"), senderPoint]);
  const secret = Buffer.from(hkdfSync("sha256", pair.computeSecret(senderPoint), Buffer.from(keys.auth, "base64url"), info, 32));
  const key = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: aes128gcm\0", 16));
  const nonce = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: nonce\0", 12));
  const decipher = createDecipheriv("aes-128-gcm", key, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  const end = padded.findLastIndex((byte) => byte !== 0);
  if (padded[end] !== 2) throw new Error("The last record ends with 2 and zeros.");
  return padded.subarray(0, end);
}
