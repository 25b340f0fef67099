import type { Clock } from "../../clock.ts";
import { acceptSteps, checkResponse, handshakeRequest, newHandshakeKey } from "../../wire/handshake.ts";
import { formatHead, headerValue, statusOf } from "../../wire/http-head.ts";
import type { ByteStream } from "./byte-stream.ts";
import { readBody } from "./http.ts";
import { InspectionError } from "./inspection-error.ts";
import type { Report } from "./observation.ts";
import { type Response, readResponse } from "./response.ts";
import type { Settings } from "./settings.ts";

/** For showing the answer of a server that is not a WebSocket; such an answer may never end. */
const REFUSAL_TIMEOUT_MS = 2_000;

/**
 * The handshake, line by line. Gives the bytes that came behind it, the first frames. Throws an `InspectionError` when the
 * answer does not open a WebSocket.
 */
export async function openWebSocket(stream: ByteStream, settings: Settings, report: Report, clock: Clock): Promise<Uint8Array> {
  const { url, origin, subprotocols, headers } = settings;
  const request = handshakeRequest({ url, key: newHandshakeKey(), origin, subprotocols, headers });
  report({ type: "request", head: request });
  stream.write(new TextEncoder().encode(formatHead(request)));

  const response = await readResponse(stream, report, clock);
  const { head, rest } = response;
  report({ type: "response", head });
  if (statusOf(head) !== 101) throw await refusal(stream, response, settings, report, clock);

  const steps = acceptSteps(headerValue(request, "Sec-WebSocket-Key") ?? "");
  const checks = checkResponse(head, request);
  report({ type: "accept", steps, received: headerValue(head, "Sec-WebSocket-Accept"), checks });
  const broken = checks.find(({ isMet }) => !isMet);
  if (broken !== undefined) {
    const found = broken.found === undefined ? "is missing" : `is “${broken.found}”`;
    throw new InspectionError(
      `The handshake failed: ${broken.subject} ${found}. RFC 6455 (${broken.section}) demands: ${broken.demand}`,
    );
  }
  report({ type: "open", subprotocol: headerValue(head, "Sec-WebSocket-Protocol") });
  return rest;
}

async function refusal(
  stream: ByteStream,
  response: Response,
  settings: Settings,
  report: Report,
  clock: Clock,
): Promise<InspectionError> {
  const cancelTimeout = clock.after(REFUSAL_TIMEOUT_MS, () => stream.destroy());
  try {
    await readBody(stream, response, settings, report);
  } catch (error) {
    if (!(error instanceof InspectionError)) throw error;
    report({ type: "note", text: error.message });
  } finally {
    cancelTimeout();
  }
  const status = statusOf(response.head);
  const answer = status === undefined ? "not with HTTP/1.1" : `with ${status} and not with 101`;
  return new InspectionError(`The server answered ${answer}: it opened no WebSocket at ${settings.url.pathname}.`);
}
