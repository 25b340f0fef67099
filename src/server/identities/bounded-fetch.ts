import { ShoalError } from "../../protocol/errors.ts";

/** Of one answer of a provider, decoded: a document with the keys of many clients has a tenth. */
export const PROVIDER_ANSWER_BYTES_MAX = 256 * 1024;
/** Of one request to a provider, until its answer is read. */
export const PROVIDER_TIMEOUT_MS = 5_000;

interface ProviderRequest {
  readonly method?: string;
  readonly headers?: Record<string, string> | Headers;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

type Send = (address: string, request: RequestInit) => Promise<Response>;

interface BoundedFetchOptions {
  readonly send?: Send;
  readonly timeoutMs?: number;
}

/**
 * Asks a provider that the operator has named. Its answer is bounded in bytes and time, and a redirect is an answer and is not followed.
 * Throws `provider-unavailable`.
 */
export function boundedFetch({ send = fetch, timeoutMs = PROVIDER_TIMEOUT_MS }: BoundedFetchOptions = {}) {
  return async (address: string | URL, request: ProviderRequest): Promise<Response> => {
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
    try {
      const answer = await send(String(address), {
        ...request,
        body: (request.body ?? null) as BodyInit | null,
        signal,
        redirect: "manual",
      });
      if (answer.status >= 500) throw new Error("the provider has an error of its own");
      return await bounded(answer, signal);
    } catch {
      // The cause may quote the request, and so its secrets.
      throw new ShoalError("provider-unavailable");
    }
  };
}

async function bounded(answer: Response, signal: AbortSignal): Promise<Response> {
  const chunks: Uint8Array[] = [];
  let byteLength = 0;
  for await (const chunk of answer.body ?? []) {
    signal.throwIfAborted();
    byteLength += chunk.length;
    if (byteLength > PROVIDER_ANSWER_BYTES_MAX) throw new Error("the answer is too large");
    chunks.push(chunk);
  }
  const headers = new Headers(answer.headers);
  // The body is decoded by now.
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) headers.delete(name);
  return new Response(byteLength === 0 ? null : Buffer.concat(chunks), { status: answer.status, headers });
}
