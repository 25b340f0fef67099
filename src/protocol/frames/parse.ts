import * as v from "valibot";
import { ShoalError } from "../errors.ts";
import { assertCheap } from "./cost.ts";

/** Reads JSON text by the schema of an object. Throws `bad-frame` with a short sentence that quotes nothing but a key's name. */
export function parseFrame<Schema extends v.GenericSchema>(schema: Schema, text: string): v.InferOutput<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ShoalError("bad-frame", { message: "A frame is one JSON object; that was not JSON.", cause });
  }
  const kind = kindOf(json);
  if (kind !== kinds.object) throw new ShoalError("bad-frame", { message: `A frame is one JSON object, not ${kind}.` });
  return checkValue(schema, json);
}

/** The same for a value that is not JSON text any more. */
export function checkValue<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  throw new ShoalError("bad-frame", { message: sentenceOf(result.issues[0]) });
}

/** The same for a client's input: the cost of parsing is bounded first. */
export function parseInput<Schema extends v.GenericSchema>(schema: Schema, text: string): v.InferOutput<Schema> {
  assertCheap(text);
  return parseFrame(schema, text);
}

/** Whether it is an object of an unknown type, which a newer client or server may send. */
export function hasUnknownType({ options }: TypedSchema, text: string): boolean {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return false;
  }
  if (typeof json !== "object" || json === null || !("type" in json)) return false;
  const { type } = json;
  return typeof type === "string" && options.every(({ entries }) => entries.type.literal !== type);
}

interface TypedSchema {
  readonly options: readonly { readonly entries: { readonly type: { readonly literal: string } } }[];
}

const KEY_CHARACTERS_MAX = 80;

/** Kinds of JSON values, by valibot's names. */
const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** The sentence for a value of the right kind that fails a check, by the name of valibot's check. */
const complaints: Readonly<Record<string, (bound: unknown) => string>> = {
  non_empty: () => "must not be empty",
  regex: (pattern) => `must match ${pattern}`,
  max_bytes: (bytes) => `must have at most ${bytes} bytes`,
  max_length: (length) => `must have at most ${length} entries or characters`,
  max_entries: (entries) => `must have at most ${entries} entries`,
  safe_integer: () => "must be a whole number",
  min_value: (smallest) => `must be at least ${smallest}`,
  max_value: (largest) => `must be at most ${largest}`,
};

function sentenceOf(issue: v.BaseIssue<unknown>): string {
  const { issues } = issue;
  // Of several shapes it is about the one of which something is there.
  if (issues !== undefined) return sentenceOf(issues.find(({ input }) => input !== undefined) ?? issues[0]);
  const key = v.getDotPath(issue)?.slice(0, KEY_CHARACTERS_MAX);
  return `${key === undefined ? "The frame" : `\`${key}\``} ${complaintOf(issue)}.`;
}

function complaintOf({ kind, type, input, requirement }: v.BaseIssue<unknown>): string {
  if (input === undefined) return "is missing";
  if (kind !== "schema") return complaints[type]?.(requirement) ?? "is invalid";
  const expected = kinds[type];
  return expected === undefined ? "has an unknown value" : `must be ${expected}, not ${kindOf(input)}`;
}

function kindOf(json: unknown): string {
  if (json === null) return "null";
  return kinds[Array.isArray(json) ? "array" : typeof json] ?? "that";
}
