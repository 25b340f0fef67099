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
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  throw new ShoalError("bad-frame", { message: sentenceOf(result.issues[0]) });
}

/** The same for what comes from a client: the cost of parsing is bounded first. */
export function parseInput<Schema extends v.GenericSchema>(schema: Schema, text: string): v.InferOutput<Schema> {
  assertCheap(text);
  return parseFrame(schema, text);
}

const KEY_CHARACTERS_MAX = 80;

/** In the words of somebody who wrote the JSON, by valibot's names. */
const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** What is wrong with a value of the right kind, by the name of valibot's check. */
const complaints: Readonly<Record<string, (bound: unknown) => string>> = {
  non_empty: () => "is empty",
  regex: (pattern) => `does not match ${pattern}`,
  max_bytes: (bytes) => `is longer than ${bytes} bytes`,
  max_entries: (entries) => `has more than ${entries} entries`,
  safe_integer: () => "is to be a whole number",
  min_value: (smallest) => `is to be at least ${smallest}`,
  max_value: (largest) => `is to be at most ${largest}`,
};

function sentenceOf(issue: v.BaseIssue<unknown>): string {
  const { issues } = issue;
  // Of several shapes it is about the one of which something is there.
  if (issues !== undefined) return sentenceOf(issues.find(({ input }) => input !== undefined) ?? issues[0]);
  return `${v.getDotPath(issue)?.slice(0, KEY_CHARACTERS_MAX) ?? "The frame"} ${complaintOf(issue)}.`;
}

function complaintOf({ kind, type, input, requirement }: v.BaseIssue<unknown>): string {
  if (input === undefined) return "is missing";
  if (kind !== "schema") return complaints[type]?.(requirement) ?? "is not as it is to be";
  const expected = kinds[type];
  return expected === undefined ? "has an unknown value" : `is to be ${expected}, not ${kindOf(input)}`;
}

function kindOf(json: unknown): string {
  if (json === null) return "null";
  return kinds[Array.isArray(json) ? "array" : typeof json] ?? "that";
}
