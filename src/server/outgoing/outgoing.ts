import { lookup } from "node:dns/promises";
import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";

/** All addresses of a name. Rejects when the name is unknown. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

interface OutgoingOptions {
  /** Whether an address may be asked. */
  readonly isAllowed: (address: string) => boolean;
  readonly resolve?: Resolve;
  /** Instead of the system's authorities; for tests. */
  readonly authority?: string | undefined;
  /** Instead of the port of the URL; for tests. */
  readonly port?: number | undefined;
}

export interface OutgoingPost {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** For everything from the connection to the end of the answer, however slowly it trickles. */
  readonly timeoutMs: number;
  /** Of the answer; with 0 only its head is read. A longer one is an error. */
  readonly answerBytesMax: number;
}

export interface OutgoingAnswer {
  readonly status: number;
  /** Of its `Retry-After`, where it named seconds. */
  readonly retryAfterMs?: number;
  readonly body: Buffer;
}

/** Only the reason, for people: neither the address nor what was sent. */
export class OutgoingError extends Error {
  override readonly name = "OutgoingError";
}

/**
 * Posts to addresses that users chose, which may be those of machines that only this one reaches. The name is resolved before each request, every address of it
 * must be allowed, and the connection goes to one that was checked, so that a name cannot change its meaning in between. Redirects are answers, and are not followed.
 */
export class Outgoing {
  readonly #options: OutgoingOptions;
  readonly #resolve: Resolve;

  constructor(options: OutgoingOptions) {
    this.#options = options;
    this.#resolve = options.resolve ?? resolveAll;
  }

  /** Whether it may be posted to. A name that cannot be resolved now may not. */
  async accepts(url: URL): Promise<boolean> {
    return (await this.#addressOf(url)) !== undefined;
  }

  /** Throws `OutgoingError` when the address is not allowed, cannot be reached, does not answer in time, or answers too much. */
  async post(url: URL, post: OutgoingPost): Promise<OutgoingAnswer> {
    const address = await this.#addressOf(url);
    if (address === undefined) throw new OutgoingError("its address is not allowed, or unknown");
    return await this.#post(url, address, post);
  }

  async #addressOf(url: URL): Promise<string | undefined> {
    const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
    const addresses = isIP(hostname) === 0 ? await this.#resolve(hostname).catch(() => []) : [hostname];
    return addresses.every(this.#options.isAllowed) ? addresses[0] : undefined;
  }

  #post(url: URL, address: string, { headers, body, timeoutMs, answerBytesMax }: OutgoingPost): Promise<OutgoingAnswer> {
    const { authority, port } = this.#options;
    return new Promise((resolve, reject) => {
      const isSecure = url.protocol === "https:";
      const defaultPort = isSecure ? 443 : 80;
      const options = {
        method: "POST",
        host: address,
        port: port ?? (url.port || defaultPort),
        path: url.pathname + url.search,
        headers: { ...headers, Host: url.host, "Content-Length": body.byteLength },
        agent: false,
      };
      const answered = (answer: IncomingMessage): void => {
        readAnswer(answer, answerBytesMax)
          .then(resolve, reject)
          .finally(() => outgoing.destroy());
      };
      const outgoing: ClientRequest = isSecure
        ? // The certificate is that of the name, wherever the name leads.
          requestHttps({ ...options, servername: url.hostname, ...(authority !== undefined && { ca: authority }) }, answered)
        : requestHttp(options, answered);
      const deadline = AbortSignal.timeout(timeoutMs);
      deadline.addEventListener("abort", () => {
        const error = new OutgoingError("no answer in time");
        reject(error);
        outgoing.destroy(error);
      });
      outgoing.on("error", (error: NodeJS.ErrnoException) =>
        reject(new OutgoingError(error.code ?? "no answer", { cause: error })),
      );
      outgoing.end(body);
    });
  }
}

async function readAnswer(answer: IncomingMessage, bytesMax: number): Promise<OutgoingAnswer> {
  const retryAfter = Number(answer.headers["retry-after"]);
  const chunks: Buffer[] = [];
  let bytesLeft = bytesMax;
  if (bytesMax > 0) {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytesLeft -= chunk.byteLength;
      if (bytesLeft < 0) throw new OutgoingError("its answer is too long");
      chunks.push(chunk);
    }
  }
  return {
    status: answer.statusCode ?? 0,
    body: Buffer.concat(chunks),
    ...(retryAfter > 0 && { retryAfterMs: retryAfter * 1000 }),
  };
}

async function resolveAll(hostname: string): Promise<readonly string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address);
}
