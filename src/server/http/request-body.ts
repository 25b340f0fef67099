import { type Clock, systemClock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** For so long a body may be on its way. What ended meanwhile is remembered for longer [P179f]. */
export const BODY_MS_MAX = 60_000;

/** A body as text. Throws `bad-frame`, `frame-too-large`. */
export async function readBody(
  request: Request,
  bytesMax: number = limits.frameBytesMax,
  clock: Clock = systemClock,
): Promise<string> {
  // The server takes larger bodies, for uploads: here nothing beyond the bound is read.
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) throw new ShoalError("frame-too-large");
  const chunks: Uint8Array[] = [];
  let byteLength = 0;
  const begunAt = clock.monotonicNow();
  for await (const chunk of bodyChunks(request)) {
    byteLength += chunk.length;
    if (clock.elapsedMs(begunAt) > BODY_MS_MAX) throw new ShoalError("bad-frame", { message: "The body took too long." });
    if (byteLength > bytesMax) throw new ShoalError("frame-too-large");
    chunks.push(chunk);
  }
  try {
    return utf8.decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new ShoalError("bad-frame", { message: "The body must be text in UTF-8.", cause });
  }
}

/** A body as it comes; the client waits while nothing is taken. Throws `bad-frame` when it ends too early. */
export async function* bodyChunks({ body }: Request): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (body === null) return;
  try {
    yield* body;
  } catch (cause) {
    throw new ShoalError("bad-frame", { message: "The body did not arrive as a whole.", cause });
  }
}
