import * as v from "valibot";
import type { Clock } from "../clock.ts";
import { ShoalError } from "../protocol/errors.ts";
import { refusal } from "../protocol/http.ts";
import { addressOf } from "./address.ts";

/** How a request is sent, and for whom. */
export interface RequestOptions {
  /** The session's token. Absent: the page's cookie. */
  token?: string | undefined;
  /** Sends the request. Default: the runtime's `fetch`. */
  fetch?: typeof fetch | undefined;
  /** Aborts the request, which then throws the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** A request that is no JSON, or more than a body. */
export interface CallOptions extends RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Throws `unavailable` when no server answers, and the signal's reason. Any answer is returned. */
export async function call(url: string, path: string, method: string, options: CallOptions, body?: unknown): Promise<Response> {
  const isJson = body !== undefined && !(body instanceof Blob);
  const headers: Record<string, string> = { ...options.headers };
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
  if (isJson) headers["content-type"] = "application/json";
  // Called as a plain function: browsers refuse a `fetch` that is called as a method.
  const send = options.fetch ?? fetch;
  const address = addressOf(url, path);
  try {
    return await send(address, {
      method,
      headers,
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as Blob) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (cause) {
    options.signal?.throwIfAborted();
    throw new ShoalError("unavailable", { message: "The server cannot be reached; try again.", cause });
  }
}

/** Throws the refusal, or `unavailable` for an answer that is not a Shoal server's. */
export async function readAnswer<Schema extends v.GenericSchema>(
  response: Response,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  if (!response.ok) throw await refusalOf(response);
  const result = v.safeParse(schema, await jsonOf(response));
  if (result.success) return result.output;
  throw new ShoalError("unavailable", { message: "What answers at that address is not a Shoal server." });
}

/** The error in an answer whose status is not a success. */
export async function refusalOf(response: Response): Promise<ShoalError> {
  const result = v.safeParse(refusal, await jsonOf(response));
  // A proxy in between answers in its own words.
  if (!result.success) {
    const message = `The server answered ${response.status}; try again.`;
    return new ShoalError("unavailable", { message, retryAfterMs: retryAfterMsOf(response) });
  }
  const { error, ...rest } = result.output;
  return new ShoalError(error, rest);
}

/** From `Retry-After`, where it tells seconds and not a date. */
function retryAfterMsOf({ headers }: Response): number | undefined {
  const seconds = /^\d{1,6}$/.exec(headers.get("retry-after") ?? "")?.[0];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

export function sleep(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason);
    };
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
  });
}
