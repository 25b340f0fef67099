import { Outgoing, type Resolve } from "../outgoing/outgoing.ts";
import { isPublicAddress } from "../outgoing/public-address.ts";
import type { PushTransport } from "./push-transport.ts";

/** For everything from the connection to the answer's head, however slowly it trickles. */
const ANSWER_TIMEOUT_MS = 10_000;

interface HttpsTransportOptions {
  readonly resolve?: Resolve;
  /** Only tests have others: production talks to port 443 of public addresses, by the system's authorities. */
  readonly isAllowed?: (address: string) => boolean;
  readonly port?: number;
  readonly authority?: string;
  readonly answerTimeoutMs?: number;
}

/** Sends to push services over HTTPS. A subscription's endpoint is an address of a stranger's choice: only public ones are asked. */
export function httpsTransport({
  isAllowed = isPublicAddress,
  answerTimeoutMs = ANSWER_TIMEOUT_MS,
  ...way
}: HttpsTransportOptions = {}): PushTransport {
  const outgoing = new Outgoing({ ...way, isAllowed });
  return {
    async accepts(endpoint) {
      const url = readEndpoint(endpoint);
      return url !== undefined && (await outgoing.accepts(url));
    },

    async deliver({ endpoint, headers, body }) {
      const url = readEndpoint(endpoint);
      if (url === undefined) throw new Error("the endpoint is no address of a push service");
      // Nothing of the body is of use.
      const { status, retryAfterMs } = await outgoing.post(url, { headers, body, timeoutMs: answerTimeoutMs, answerBytesMax: 0 });
      return { status, ...(retryAfterMs !== undefined && { retryAfterMs }) };
    },
  };
}

/** HTTPS on its own port, with neither a user nor a fragment. */
function readEndpoint(endpoint: string): URL | undefined {
  const url = URL.parse(endpoint) ?? undefined;
  const isPlain = url?.protocol === "https:" && url.port === "" && url.username === "" && url.password === "" && url.hash === "";
  return isPlain ? url : undefined;
}
