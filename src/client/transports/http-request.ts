import * as v from "valibot";
import { errorKind } from "../../protocol/errors.ts";
import { connectionHeader, refusal } from "../../protocol/http.ts";

/** The connection was lost while an answer was due. Carries the close code that a WebSocket would have [P31]. */
export class ChannelLost extends Error {
  override readonly name = "ChannelLost";
  readonly closeCode: number;

  constructor(closeCode: number, options?: ErrorOptions) {
    super(`closed with ${closeCode}`, options);
    this.closeCode = closeCode;
  }
}

/** The connection was lost without a reason. */
export const ABNORMAL_CLOSE = 1006;

/** As much of `fetch` as it takes. */
export type Fetch = (address: URL, init: RequestInit) => Promise<Response>;

export interface ChannelRequest {
  readonly address: URL;
  readonly method: "POST" | "DELETE";
  readonly token: string | undefined;
  readonly connectionId: string | undefined;
  readonly contentType?: string;
  readonly body?: string;
  readonly signal?: AbortSignal;
  readonly isLastWord?: boolean;
}

/** Throws `ChannelLost`. */
export async function request(send: Fetch, { address, method, token, connectionId, ...rest }: ChannelRequest): Promise<Response> {
  const headers: Record<string, string> = {};
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (connectionId !== undefined) headers[connectionHeader] = connectionId;
  if (rest.contentType !== undefined) headers["content-type"] = rest.contentType;
  let response: Response;
  try {
    response = await send(address, {
      method,
      headers,
      cache: "no-store",
      ...(rest.body === undefined ? {} : { body: rest.body }),
      ...(rest.signal === undefined ? {} : { signal: rest.signal }),
      ...(rest.isLastWord ? { keepalive: true } : {}),
    });
  } catch (cause) {
    throw new ChannelLost(ABNORMAL_CLOSE, { cause });
  }
  if (!response.ok) throw new ChannelLost(await closeCodeOf(response));
  return response;
}

// A proxy in between answers in its own words: that says nothing about the connection but that it is lost.
async function closeCodeOf(response: Response): Promise<number> {
  const result = v.safeParse(refusal, await response.json().catch(() => undefined));
  return (result.success ? errorKind(result.output.error).closeCode : undefined) ?? ABNORMAL_CLOSE;
}
