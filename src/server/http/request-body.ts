import { ShoalError } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A body as text. Throws `bad-frame`, `frame-too-large`. */
export async function readBody(request: Request, bytesMax: number = limits.frameBytesMax): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await request.bytes();
  } catch (cause) {
    // The client hung up halfway, or sends without end in chunks.
    throw new ShoalError("bad-frame", { message: "The body did not arrive as a whole.", cause });
  }
  if (bytes.length > bytesMax) throw new ShoalError("frame-too-large");
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new ShoalError("bad-frame", { message: "The body must be text in UTF-8.", cause });
  }
}
