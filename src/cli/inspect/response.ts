import type { Clock } from "../../clock.ts";
import { type HttpHead, HttpHeadError, ResponseHeadReader } from "../../wire/http-head.ts";
import type { ByteStream } from "./byte-stream.ts";
import { InspectionError } from "./inspection-error.ts";
import type { Report } from "./observation.ts";

const RESPONSE_TIMEOUT_MS = 30_000;

export interface Response {
  readonly head: HttpHead;
  /** The bytes received after the head. */
  readonly rest: Uint8Array;
}

/** Reads up to the end of a response's head. Throws an `InspectionError` without one, and shows the received bytes. */
export async function readResponse(
  stream: ByteStream,
  report: Report,
  clock: Clock,
  before: Uint8Array = new Uint8Array(),
): Promise<Response> {
  const reader = new ResponseHeadReader();
  let isLate = false;
  const cancelTimeout = clock.after(RESPONSE_TIMEOUT_MS, () => {
    isLate = true;
    stream.destroy();
  });
  let failure: HttpHeadError | undefined;
  try {
    for (let chunk: Uint8Array | undefined = before; chunk !== undefined; chunk = await stream.read()) {
      const response = reader.read(chunk);
      if (response !== undefined) return response;
    }
  } catch (error) {
    if (!(error instanceof HttpHeadError)) throw error;
    failure = error;
  } finally {
    cancelTimeout();
  }
  const { received } = reader;
  // As bytes, not as text: the error may be in its line ends.
  if (received.length > 0) report({ type: "body", direction: "in", text: undefined, payload: received });
  throw new InspectionError(failure?.message ?? endSentence(received, isLate), { cause: failure });
}

function endSentence(received: Uint8Array, isLate: boolean): string {
  const hasBegun = received.length > 0;
  if (isLate) return `The server did not ${hasBegun ? "end its headers" : "answer"} within ${RESPONSE_TIMEOUT_MS / 1000} s.`;
  return hasBegun ? "The server hung up in the middle of its headers." : "The server hung up without an answer.";
}
