import { ShoalError } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";

/** A body as text. Throws `bad-frame`, `frame-too-large`. */
export async function readBody(request: Request, bytesMax: number = limits.frameBytesMax): Promise<string> {
  let text: string;
  try {
    text = await request.text();
  } catch (cause) {
    // The client hung up halfway, or sends without end in chunks.
    throw new ShoalError("bad-frame", { message: "The body did not arrive as a whole.", cause });
  }
  if (Buffer.byteLength(text) > bytesMax) throw new ShoalError("frame-too-large");
  return text;
}
