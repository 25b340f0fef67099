import type { Clock } from "../../clock.ts";
import { type HttpHead, HttpHeadError, ResponseHeadReader } from "../../wire/http-head.ts";
import type { Channel } from "./channel.ts";
import { InspectionError } from "./inspection-error.ts";

const RESPONSE_TIMEOUT_MS = 30_000;

export interface Response {
  readonly head: HttpHead;
  /** What came behind the head already. */
  readonly rest: Uint8Array;
}

/** Reads up to the end of a response's head. Throws an `InspectionError` when there is none. */
export async function readResponse(channel: Channel, clock: Clock, before: Uint8Array = new Uint8Array()): Promise<Response> {
  const reader = new ResponseHeadReader();
  let isLate = false;
  const cancelTimeout = clock.after(RESPONSE_TIMEOUT_MS, () => {
    isLate = true;
    channel.destroy();
  });
  try {
    for (let chunk: Uint8Array | undefined = before; chunk !== undefined; chunk = await channel.read()) {
      const response = reader.read(chunk);
      if (response !== undefined) return response;
    }
  } catch (error) {
    if (error instanceof HttpHeadError) throw new InspectionError(error.message, { cause: error });
    throw error;
  } finally {
    cancelTimeout();
  }
  throw new InspectionError(
    isLate ? `The server did not answer within ${RESPONSE_TIMEOUT_MS / 1000} s.` : "The server hung up without an answer.",
  );
}
