import { S3Client } from "bun";
import { ShoalError } from "../../protocol/errors.ts";
import type { S3Address } from "./s3-address.ts";

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

interface S3StoreOptions {
  readonly address: S3Address;
  readonly credentials: S3Credentials;
  /** Told why the bucket could not be asked, without an address. */
  readonly onTrouble: (reason: string) => void;
}

interface StoredObject {
  readonly key: string;
  readonly byteLength: number;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

interface S3Request {
  readonly method: "GET" | "PUT" | "DELETE";
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array<ArrayBuffer>;
}

/** From the variables that every tool of S3 reads; undefined where one is missing. */
export function s3CredentialsOf(environment: Readonly<Record<string, string | undefined>>): S3Credentials | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN || undefined };
}

/** A request moves one object of some MiB at most. */
const ANSWER_MS_MAX = 30_000;
/** A signature is used at once, by this process alone. */
const SIGNATURE_SECONDS = 60;
/** Reading again changes nothing: stores refuse some requests when they are busy. */
const READ_ATTEMPTS_MAX = 3;
const READ_PAUSE_MS = 200;

const existsCodes: readonly number[] = [409, 412];
const fullCodes: readonly string[] = ["QuotaExceeded", "XMinioStorageFull", "InsufficientStorage"];

/**
 * A bucket, in the few requests that blobs need. The keys stay in this process: `Bun.S3Client` signs an address, `fetch` asks for it and for nothing else, and neither it
 * nor an error that has it is shown.
 */
export class S3Store {
  readonly #client: S3Client;
  readonly #prefix: string;
  readonly #onTrouble: (reason: string) => void;

  constructor({ address, credentials, onTrouble }: S3StoreOptions) {
    const { bucket, prefix, endpoint, region } = address;
    const { sessionToken, ...keys } = credentials;
    this.#client = new S3Client({ ...keys, ...(sessionToken && { sessionToken }), bucket, region, endpoint });
    this.#prefix = prefix;
    this.#onTrouble = onTrouble;
  }

  /** The object, or its bytes from `start` to before `end`; undefined where it is missing. Throws `unavailable`. */
  async get(key: string, range?: { readonly start: number; readonly end: number }): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const headers = range && { Range: `bytes=${range.start}-${range.end - 1}` };
    return await this.#patiently(async () => {
      const response = await this.#ask(key, { method: "GET", ...(headers && { headers }) });
      if (!response.ok) return this.#missing(await refusalOf(response));
      const bytes = await response.bytes();
      if (range !== undefined && bytes.length !== range.end - range.start) throw new StoreFailure("a part of the wrong length");
      return bytes;
    });
  }

  /** Replaces the object. Throws `unavailable`, `disk-full`. */
  async put(key: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#telling(async () => await this.#put(key, body, {}));
  }

  /** Makes the object where there is none, which is the store's to decide; answers whether it did. Throws `unavailable`, `disk-full`. */
  async make(key: string, body: Uint8Array<ArrayBuffer>): Promise<boolean> {
    return await this.#telling(async () => await this.#put(key, body, { "If-None-Match": "*" }));
  }

  /** Deleting what is not there does nothing. Throws `unavailable`. */
  async delete(key: string): Promise<void> {
    await this.#telling(async () => {
      const response = await this.#ask(key, { method: "DELETE" });
      if (!response.ok) this.#missing(await refusalOf(response));
    });
  }

  /**
   * Why this bucket cannot have files, in a word or a sentence; undefined when it can, and when it does not answer now. Blobs need that an object is made where there is
   * none, or not at all.
   */
  async probe(): Promise<string | undefined> {
    const key = `.probe-${crypto.randomUUID()}`;
    const put = () => this.#put(key, new Uint8Array(), { "If-None-Match": "*" });
    try {
      const [isMade, isMadeAgain] = [await put(), await put()];
      await this.delete(key);
      return isMade && !isMadeAgain ? undefined : "it does not honour If-None-Match";
    } catch (error) {
      const { code, isFinal } = failureOf(error);
      if (!isFinal) this.#onTrouble(code);
      return isFinal ? code : undefined;
    }
  }

  /** Objects whose keys begin with `prefix`, in the order of their keys. Throws `unavailable`. */
  async *list(prefix: string): AsyncGenerator<StoredObject> {
    let startAfter: string | undefined;
    for (;;) {
      const from = startAfter;
      const { contents = [], isTruncated } = await this.#patiently(() => this.#page(prefix, from));
      for (const { key, size = 0, lastModified = "" } of contents) {
        yield { key: key.slice(this.#prefix.length), byteLength: size, changedAt: Date.parse(lastModified) || 0 };
      }
      startAfter = contents.at(-1)?.key;
      if (isTruncated !== true || startAfter === undefined) return;
    }
  }

  async #page(prefix: string, startAfter: string | undefined) {
    const { promise: silence, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new StoreFailure("no answer")), ANSWER_MS_MAX);
    try {
      const page = this.#client.list({ prefix: this.#prefix + prefix, ...(startAfter !== undefined && { startAfter }) });
      return await Promise.race([page, silence]);
    } catch (error) {
      throw failureOf(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async #put(key: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string>): Promise<boolean> {
    const response = await this.#ask(key, { method: "PUT", headers, body });
    if (response.ok) return true;
    const refusal = await refusalOf(response);
    if (existsCodes.includes(response.status) && headers["If-None-Match"] !== undefined) return false;
    throw refusal;
  }

  async #ask(key: string, { method, headers = {}, body }: S3Request): Promise<Response> {
    const url = this.#client.presign(this.#prefix + key, { method, expiresIn: SIGNATURE_SECONDS });
    try {
      const signal = AbortSignal.timeout(ANSWER_MS_MAX);
      return await fetch(url, { method, headers, signal, redirect: "manual", ...(body && { body }) });
    } catch (error) {
      throw failureOf(error);
    }
  }

  /** Also a bucket can be missing. */
  #missing(refusal: StoreFailure): undefined {
    if (refusal.code !== "NoSuchKey") throw refusal;
  }

  async #patiently<Result>(read: () => Promise<Result>): Promise<Result> {
    return await this.#telling(async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await read();
        } catch (error) {
          if (attempt === READ_ATTEMPTS_MAX || failureOf(error).isFinal) throw error;
          await Bun.sleep(attempt * READ_PAUSE_MS);
        }
      }
    });
  }

  async #telling<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const { code } = failureOf(error);
      this.#onTrouble(code);
      throw new ShoalError(fullCodes.includes(code) ? "disk-full" : "unavailable");
    }
  }
}

/** Why the store did not do it: one word, and nothing of what was asked. */
class StoreFailure extends Error {
  readonly code: string;
  /** Asking again does not help: the bucket, the keys or the address are wrong. */
  readonly isFinal: boolean;

  constructor(code: string, isFinal = false) {
    super(code);
    this.code = code;
    this.isFinal = isFinal;
  }
}

/** Of lists, of which the client tells no status. */
const finalCodes: readonly string[] = [
  "NoSuchBucket",
  "AccessDenied",
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "PermanentRedirect",
];
const passingStatuses: readonly number[] = [408, 409, 412, 425, 429];
const codePattern = /^[\w -]{1,60}$/;

async function refusalOf(response: Response): Promise<StoreFailure> {
  const { status } = response;
  const [, code] = /<Code>([\w-]{1,60})<\/Code>/.exec(await response.text().catch(() => "")) ?? [];
  const isFinal = status >= 300 && status < 500 && !passingStatuses.includes(status) && !fullCodes.includes(code ?? "");
  return new StoreFailure(code ?? (status === 507 ? "InsufficientStorage" : `HTTP status ${status}`), isFinal);
}

function failureOf(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  if (error instanceof Error && error.name === "TimeoutError") return new StoreFailure("no answer");
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return new StoreFailure(codePattern.test(code) ? code : "no connection", finalCodes.includes(code));
}
