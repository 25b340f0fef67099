import * as v from "valibot";
import { ShoalError } from "../errors.ts";

/** Reads JSON text by a schema. Throws `bad-frame`; what was wrong stays short enough to be sent back. */
export function parseFrame<Schema extends v.GenericSchema>(schema: Schema, text: string): v.InferOutput<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ShoalError("bad-frame", { message: "A frame is one JSON object; that was not JSON.", cause });
  }
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = v.getDotPath(issue)?.slice(0, 80) ?? "frame";
  throw new ShoalError("bad-frame", { message: `${place}: expected ${issue.expected ?? "another value"}.` });
}
