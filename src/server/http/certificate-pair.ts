import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { StartError } from "../start-error.ts";

export interface TlsFiles {
  /** The server's certificate, and after it those that lead to a known authority, as PEM. */
  readonly certFile: string;
  /** Its private key, as PEM without a passphrase. */
  readonly keyFile: string;
}

/** A certificate and its key, which belong together. */
export interface CertificatePair {
  readonly cert: string;
  readonly key: string;
  readonly leaf: X509Certificate;
}

/** A chain of certificates has some 10 KB. */
const FILE_BYTES_MAX = 256 * 1024;

/** The text of both files. Throws `StartError`, a sentence for the operator. */
export async function readTlsFiles({ certFile, keyFile }: TlsFiles): Promise<{ readonly cert: string; readonly key: string }> {
  const cert = await readText(certFile);
  return { cert, key: await readText(keyFile) };
}

/** Throws `StartError` where the two cannot serve together, whenever that would be. */
export function pairOf({ cert, key }: { readonly cert: string; readonly key: string }, files: TlsFiles): CertificatePair {
  const leaf = readLeaf(cert, files);
  if (!leaf.checkPrivateKey(readKey(key, files))) {
    throw new StartError(
      `The key in ${files.keyFile} does not belong to the first certificate in ${files.certFile}; give the key for which that certificate was made.`,
    );
  }
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new StartError(`${files.certFile} and ${files.keyFile} cannot be used for TLS: ${reasonOf(error)}.`);
  }
  return { cert, key, leaf };
}

async function readText(file: string): Promise<string> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new Error("it is not a file");
    if (found.size > FILE_BYTES_MAX) throw new Error(`it has more than ${FILE_BYTES_MAX} bytes`);
    return await readFile(file, "utf8");
  } catch (error) {
    throw new StartError(`Cannot read ${file}: ${reasonOf(error)}; give a file that the server's user can read.`);
  }
}

function readLeaf(cert: string, { certFile }: TlsFiles): X509Certificate {
  try {
    // Each of them is read: a chain whose end is missing is a file that is still being written. The key may be in the same file.
    const chain = cert.split(/(?=-----BEGIN )/).filter((part) => part.startsWith("-----BEGIN CERTIFICATE-----"));
    const [leaf] = chain.map((part) => new X509Certificate(part));
    if (leaf !== undefined) return leaf;
  } catch {
    // Said below.
  }
  throw new StartError(`${certFile} holds no certificate in PEM ("-----BEGIN CERTIFICATE-----"), or only a part of one.`);
}

function readKey(key: string, { keyFile }: TlsFiles): KeyObject {
  if (/-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/m.test(key)) {
    throw new StartError(`The key in ${keyFile} has a passphrase, which the server cannot ask for; "openssl pkey" removes it.`);
  }
  try {
    return createPrivateKey(key);
  } catch {
    throw new StartError(`${keyFile} holds no private key in PEM ("-----BEGIN PRIVATE KEY-----"), or only a part of one.`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
