import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

const HOUR_MS = 60 * 60 * 1000;

interface Validity {
  readonly from?: number;
  readonly until?: number;
}

/** A certificate [RFC 5280] for one name, signed by itself, good for this hour unless told. */
export function selfSigned(
  name: string,
  { from = Date.now() - HOUR_MS, until = Date.now() + HOUR_MS }: Validity = {},
): { readonly key: string; readonly certificate: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = der(0x30, Buffer.from("06082a8648ce3d040302", "hex")); // ecdsa-with-SHA256
  const commonName = der(0x30, Buffer.from("0603550403", "hex"), der(0x0c, Buffer.from(name)));
  const issuer = der(0x30, der(0x31, commonName));
  const alternativeName = der(0x04, der(0x30, der(0x82, Buffer.from(name))));
  const extensions = der(0xa3, der(0x30, der(0x30, Buffer.from("0603551d11", "hex"), alternativeName)));
  const content = der(
    0x30,
    der(0xa0, der(0x02, Buffer.of(2))), // version 3
    der(0x02, Buffer.of(1, ...randomBytes(8))),
    algorithm,
    issuer,
    der(0x30, time(from), time(until)),
    issuer,
    publicKey.export({ type: "spki", format: "der" }),
    extensions,
  );
  const signature = der(0x03, Buffer.of(0), sign("sha256", content, privateKey));
  const base64 = der(0x30, content, algorithm, signature).toString("base64");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{1,64}/g, "$&\n")}-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  const prefix = length < 0x80 ? [] : [0x80 + size.length];
  return Buffer.concat([Buffer.of(tag, ...prefix, ...size), content]);
}

function time(at: number): Buffer {
  return der(
    0x17,
    Buffer.from(
      new Date(at)
        .toISOString()
        .slice(2)
        .replaceAll(/\.\d+|[-:T]/g, ""),
    ),
  );
}
