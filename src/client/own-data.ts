import type { CustomData } from "../protocol/custom-data.ts";
import { ShoalError } from "../protocol/errors.ts";
import { byteLength } from "./frames.ts";

/**
 * Custom data as it will arrive: a copy, which its caller may go on changing. Throws `bad-frame` for what is no JSON object, and `data-too-large`
 * [P225b].
 */
export function ownData(data: CustomData, dataBytesMax: number): CustomData {
  const text = jsonTextOf(data);
  if (!text?.startsWith("{")) throw new ShoalError("bad-frame", { message: "`data` must be an object of JSON." });
  if (byteLength(text) > dataBytesMax) throw new ShoalError("data-too-large");
  return JSON.parse(text);
}

/** Undefined for a cycle, and for a value without a form in JSON. */
function jsonTextOf(data: CustomData): string | undefined {
  try {
    return JSON.stringify(data);
  } catch {
    return undefined;
  }
}
