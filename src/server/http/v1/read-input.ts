import type * as v from "valibot";
import { ShoalError } from "../../../protocol/errors.ts";
import { assertCheap } from "../../../protocol/frames/cost.ts";
import { checkValue } from "../../../protocol/frames/parse.ts";
import { type Description, namesIn } from "./operation.ts";

interface InputParts {
  /** What stands in the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly url: string;
  /** Of a method with a body. */
  readonly body: string;
  readonly contentType: string | null;
}

/** The input of an operation, from its path, and from the query or the body [P206]. Throws `bad-frame`, which names the field. */
export function readInput({ method, path, input }: Description, parts: InputParts): unknown {
  const given: Record<string, unknown> = hasBody(method) ? jsonObject(parts) : {};
  const names = hasBody(method) ? [] : Object.keys(input.entries);
  const query = new URL(parts.url).searchParams;
  for (const name of names) {
    const text = query.get(name);
    if (text !== null) given[name] = readText(text, input.entries[name]);
  }
  // The path has the last word: a body cannot mean another conversation.
  for (const name of namesIn(path)) given[name] = readText(parts.params[name] ?? "", input.entries[name]);
  return checkValue(input, given);
}

export function hasBody(method: string): boolean {
  return method !== "GET" && method !== "DELETE";
}

function jsonObject({ body, contentType }: InputParts): Record<string, unknown> {
  // An operation without fields needs no body.
  if (body === "") return {};
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType ?? "")) {
    throw new ShoalError("bad-frame", { message: "The body must be JSON: send the header Content-Type: application/json." });
  }
  assertCheap(body);
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new ShoalError("bad-frame", { message: "The body must be JSON.", cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new ShoalError("bad-frame", { message: "The body must be one JSON object." });
}

/** A text of a path or a query as the schema's type; what is none of that type stays a text, which the schema refuses. */
function readText(text: string, schema: v.GenericSchema | undefined): unknown {
  const type = typeOf(schema);
  if (type === "number" && /^-?\d{1,16}$/.test(text)) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

function typeOf(schema: v.GenericSchema | undefined): string | undefined {
  if (schema === undefined) return undefined;
  return "wrapped" in schema ? typeOf(schema.wrapped as v.GenericSchema) : schema.type;
}
