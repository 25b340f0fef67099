import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { freePort } from "./free-port.ts";

interface S3Options {
  /** Objects of one page of a list. */
  readonly pageSize?: number;
  /** Whether `If-None-Match: *` refuses what is there. Some stores do not know it. */
  readonly honoursConditions?: boolean;
  /** Called before each request that is signed as it must be; an answer of its own takes the place of the store's. */
  readonly intercept?: (request: S3Request) => Promise<Response | undefined> | Response | undefined;
}

export interface S3Request {
  readonly method: string;
  readonly key: string;
}

const REGION = "test-1";
const PAGE_SIZE = 1_000;
const EMPTY: Readonly<Record<string, string>> = {};

/**
 * What of S3 a store of files needs, in memory and over real HTTP: objects, ranges, conditions, lists in pages, and signatures (AWS4-HMAC-SHA256, in the header or in the
 * address), which are computed here from the specification. An object is there when all of its bytes came, and not before.
 */
export class S3Server implements AsyncDisposable {
  readonly bucket = "reef-files";
  readonly environment = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
  /** Of all objects, as lists tell it. */
  lastModified = new Date(0);
  readonly objects = new Map<string, Uint8Array>();
  readonly requests: S3Request[] = [];
  options: S3Options;
  isBucketMissing = false;
  readonly #port: number;
  #server: Bun.Server<undefined> | undefined;

  private constructor(port: number, options: S3Options) {
    this.#port = port;
    this.options = options;
    this.restart();
  }

  static async start(options: S3Options = {}): Promise<S3Server> {
    return new S3Server(await freePort(), options);
  }

  /** As `--files` takes it. */
  urlOf(prefix = ""): string {
    return `s3://${this.bucket}/${prefix}?endpoint=http://127.0.0.1:${this.#port}&region=${REGION}`;
  }

  /** Connections end at once, in the middle of what they carry. What was stored stays. */
  async kill(): Promise<void> {
    await this.#server?.stop(true);
  }

  restart(): void {
    this.#server = Bun.serve({
      hostname: "127.0.0.1",
      port: this.#port,
      idleTimeout: 255,
      fetch: (request) => this.#answer(request),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (!isSigned(request, url, this.environment)) return refusal(403, "SignatureDoesNotMatch");
    const [, bucket = "", ...rest] = url.pathname.split("/");
    const key = decodeURIComponent(rest.join("/"));
    this.requests.push({ method: request.method, key });
    const intercepted = await this.options.intercept?.({ method: request.method, key });
    if (intercepted !== undefined) return intercepted;
    if (this.isBucketMissing || bucket !== this.bucket) return refusal(404, "NoSuchBucket");
    if (key === "") return this.#list(url.searchParams);
    if (request.method === "PUT") return await this.#put(request, key);
    if (request.method === "GET") return this.#get(request, key);
    if (request.method !== "DELETE") return refusal(405, "MethodNotAllowed");
    this.objects.delete(key);
    return new Response(null, { status: 204 });
  }

  async #put(request: Request, key: string): Promise<Response> {
    const bytes = await request.bytes();
    if (bytes.length !== Number(request.headers.get("content-length"))) return refusal(400, "IncompleteBody");
    const isConditional = this.options.honoursConditions !== false && request.headers.get("if-none-match") === "*";
    if (isConditional && this.objects.has(key)) return refusal(412, "PreconditionFailed");
    this.objects.set(key, bytes);
    return new Response(null, { headers: { ETag: `"${createHash("md5").update(bytes).digest("hex")}"` } });
  }

  #get(request: Request, key: string): Response {
    const bytes = this.objects.get(key);
    if (bytes === undefined) return refusal(404, "NoSuchKey");
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range") ?? "") ?? [];
    if (start === undefined) return new Response(bytes.slice());
    if (Number(start) >= bytes.length) return refusal(416, "InvalidRange");
    return new Response(bytes.slice(Number(start), Number(end) + 1), { status: 206 });
  }

  #list(query: URLSearchParams): Response {
    const [prefix, startAfter] = ["prefix", "start-after"].map((name) => query.get(name) ?? "");
    const { pageSize = PAGE_SIZE } = this.options;
    const found = [...this.objects].filter(([key]) => key.startsWith(prefix ?? "") && key > (startAfter ?? "")).toSorted(byKey);
    const page = found.slice(0, pageSize);
    const contents = page.map(
      ([key, { length }]) =>
        `<Contents><Key>${key}</Key><Size>${length}</Size><LastModified>${this.lastModified.toISOString()}</LastModified></Contents>`,
    );
    const isTruncated = found.length > page.length;
    return new Response(
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>${this.bucket}</Name><KeyCount>${page.length}</KeyCount><IsTruncated>${isTruncated}</IsTruncated>${contents.join("")}</ListBucketResult>`,
      { headers: { "Content-Type": "application/xml" } },
    );
  }
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

export function refusal(status: number, code: string): Response {
  const text = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>refused</Message></Error>`;
  return new Response(text, { status, headers: { "Content-Type": "application/xml" } });
}

/** The signature that the keys make of the request, by the documentation of Signature Version 4. */
function isSigned(request: Request, url: URL, keys: S3Server["environment"]): boolean {
  const header = /^AWS4-HMAC-SHA256 (.*)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  const inHeader = Object.fromEntries(header?.split(", ").map((part) => part.split(/=(.*)/s, 2)) ?? []) as Record<string, string>;
  const inQuery = Object.fromEntries(url.searchParams);
  const told =
    header === undefined
      ? { ...EMPTY, ...inQuery }
      : {
          ...EMPTY,
          "X-Amz-Credential": inHeader.Credential ?? "",
          "X-Amz-SignedHeaders": inHeader.SignedHeaders ?? "",
          "X-Amz-Signature": inHeader.Signature ?? "",
          "X-Amz-Date": request.headers.get("x-amz-date") ?? "",
        };
  const [accessKeyId, ...scope] = (told["X-Amz-Credential"] ?? "").split("/");
  const [day = "", region = "", service = ""] = scope;
  if (accessKeyId !== keys.AWS_ACCESS_KEY_ID || region !== REGION || service !== "s3") return false;
  const query = [...url.searchParams]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .toSorted();
  const signedHeaders = (told["X-Amz-SignedHeaders"] ?? "").split(";");
  const canonical = [
    request.method,
    url.pathname,
    query.join("&"),
    ...signedHeaders.map((name) => `${name}:${request.headers.get(name)?.trim()}`),
    "",
    signedHeaders.join(";"),
    request.headers.get("x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD",
  ].join("\n");
  const hash = createHash("sha256").update(canonical).digest("hex");
  const text = ["AWS4-HMAC-SHA256", told["X-Amz-Date"], scope.join("/"), hash].join("\n");
  const signingKey = [day, region, service, "aws4_request"].reduce<string | Buffer>(
    (key, part) => createHmac("sha256", key).update(part).digest(),
    `AWS4${keys.AWS_SECRET_ACCESS_KEY}`,
  );
  const expected = createHmac("sha256", signingKey).update(text).digest("hex");
  const given = told["X-Amz-Signature"] ?? "";
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
