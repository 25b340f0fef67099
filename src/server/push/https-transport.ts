import { lookup } from "node:dns/promises";
import { request } from "node:https";
import { isIP } from "node:net";
import { isPublicAddress } from "./public-address.ts";
import type { PushAnswer, PushRequest, PushTransport } from "./push-transport.ts";

/** For everything from the connection to the answer's head, however slowly it trickles. */
const ANSWER_TIMEOUT_MS = 10_000;
const HTTPS_PORT = 443;

/** All addresses of a name. Rejects when there are none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

interface HttpsTransportOptions {
  readonly resolve?: Resolve;
  /** Only tests have others: production talks to port 443 of public addresses, by the system's authorities. */
  readonly isAllowed?: (address: string) => boolean;
  readonly port?: number;
  readonly authority?: string;
  readonly answerTimeoutMs?: number;
}

/**
 * Sends to push services over HTTPS. A subscription's endpoint is an address of a stranger's choice: only public addresses are
 * dialled. The name is resolved before each delivery and the connection goes to an address that was checked, so that a name cannot
 * change its meaning in between. Redirects are not followed.
 */
export function httpsTransport({
  resolve = resolveAll,
  isAllowed = isPublicAddress,
  port = HTTPS_PORT,
  authority,
  answerTimeoutMs = ANSWER_TIMEOUT_MS,
}: HttpsTransportOptions = {}): PushTransport {
  async function allowedAddress(url: URL): Promise<string | undefined> {
    const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
    const addresses = isIP(hostname) === 0 ? await resolve(hostname).catch(() => []) : [hostname];
    return addresses.every(isAllowed) ? addresses[0] : undefined;
  }

  return {
    async accepts(endpoint) {
      const url = readEndpoint(endpoint);
      return url !== undefined && (await allowedAddress(url)) !== undefined;
    },

    async deliver({ endpoint, headers, body }) {
      const url = readEndpoint(endpoint);
      const address = url && (await allowedAddress(url));
      if (url === undefined || address === undefined) throw new Error("the endpoint has no public address");
      return await post(url, { endpoint, headers, body }, { address, port, authority, answerTimeoutMs });
    },
  };
}

/** HTTPS on its own port, with neither a user nor a fragment. */
function readEndpoint(endpoint: string): URL | undefined {
  const url = URL.parse(endpoint) ?? undefined;
  const isPlain = url?.protocol === "https:" && url.port === "" && url.username === "" && url.password === "" && url.hash === "";
  return isPlain ? url : undefined;
}

async function resolveAll(hostname: string): Promise<readonly string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address);
}

interface Way {
  readonly address: string;
  readonly port: number;
  readonly authority: string | undefined;
  readonly answerTimeoutMs: number;
}

function post(url: URL, { headers, body }: PushRequest, { address, port, authority, answerTimeoutMs }: Way): Promise<PushAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        method: "POST",
        host: address,
        port,
        path: url.pathname + url.search,
        // The certificate is that of the name, wherever the name leads.
        servername: url.hostname,
        headers: { ...headers, Host: url.host, "Content-Length": body.byteLength },
        agent: false,
        ...(authority !== undefined && { ca: authority }),
      },
      (answer) => {
        const retryAfter = Number(answer.headers["retry-after"]);
        resolve({ status: answer.statusCode ?? 0, ...(retryAfter > 0 && { retryAfterMs: retryAfter * 1000 }) });
        // Nothing of the body is of use.
        outgoing.destroy();
      },
    );
    const deadline = AbortSignal.timeout(answerTimeoutMs);
    deadline.addEventListener("abort", () => {
      const error = new Error("no answer in time");
      outgoing.destroy(error);
      reject(error);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
