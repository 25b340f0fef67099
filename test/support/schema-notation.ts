import type { JsonSchema } from "../../scripts/protocol-schemas.ts";

/** The forms of text that PROTOCOL.md names, by their pattern. */
const texts: Readonly<Record<string, string>> = {
  "^[A-Za-z0-9_-]{1,64}$": "id",
  "^[A-Za-z0-9_-]{8,64}$": "message id",
  "^[A-Za-z0-9_-]{43}$": "secret",
  "^(?:[A-Za-z0-9_-]{43}|shb_[A-Za-z0-9_-]{49})$": "token",
  "^[a-z][a-z0-9-]{0,63}$": "code",
  "^[A-Za-z0-9_-]{0,64}$": 'id or `""`',
};

/** A field of an object as PROTOCOL.md writes it: its name, with `?` where it may be left out, and its type. */
export function fieldRows({ properties = {}, required = [] }: JsonSchema): [name: string, type: string][] {
  return (
    Object.entries(properties)
      // The literal of a frame or an event is its name.
      .filter(([name, schema]) => name !== "type" || schema.const === undefined)
      .map(([name, schema]) => [`\`${name}${required.includes(name) ? "" : "?"}\``, typeNotation(schema)])
  );
}

function typeNotation(schema: JsonSchema): string {
  const { $ref, type, pattern, items, additionalProperties } = schema;
  if ($ref !== undefined) return $ref.replace("#/$defs/", "");
  const words = schema.enum ?? (schema as { readonly known?: readonly string[] }).known;
  if (words !== undefined) return words.map((word) => `\`"${word}"\``).join(" or ");
  if (schema.const !== undefined) return `\`"${schema.const}"\``;
  if (items !== undefined) return `list of ${typeNotation(items)}`;
  if (additionalProperties !== undefined) return `object: ${typeNotation(additionalProperties)} by id`;
  if (type === "string") return pattern === undefined ? "text" : (texts[pattern] ?? pattern);
  return type ?? "unknown";
}
