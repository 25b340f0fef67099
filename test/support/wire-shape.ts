import type * as v from "valibot";

/** JSON: the same wire has the same shape, in whatever order its fields and alternatives were written down. */
type Shape = null | boolean | number | string | readonly Shape[] | { readonly [name: string]: Shape };

// What says how a schema works, and not what it accepts.
const machinery = new Set([
  "kind",
  "reference",
  "expects",
  "async",
  "message",
  "getter",
  "operation",
  "~standard",
  "~run",
  "~types",
]);

/** What a schema accepts, as plain data: types, fields, literals, bounds, patterns, defaults. */
export function wireShape(schema: v.GenericSchema): Shape {
  return shapeOf(schema, schema.type);
}

/** The fields of an object as a document writes them: `name`, and `name?` for one that may be left out. */
export function fieldsOf(schema: { readonly entries: v.ObjectEntries }): string[] {
  return Object.entries(schema.entries).map(([name, entry]) => (entry.type === "optional" ? `${name}?` : name));
}

function shapeOf(value: unknown, place: string): Shape {
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string") return value;
  if (value instanceof RegExp) return String(value);
  if (value === Number.isSafeInteger) return "Number.isSafeInteger";
  if (Array.isArray(value)) return value.map((item, index) => shapeOf(item, `${place}.${index}`));
  if (typeof value === "object") return shapeOfObject(value, place);
  throw new Error(`${place} is a ${typeof value}: a bound, a pattern or a list would show what the wire accepts.`);
}

function shapeOfObject(value: object, place: string): Shape {
  const shape: Record<string, Shape> = {};
  for (const name of Object.keys(value).sort()) {
    const inner: unknown = Reflect.get(value, name);
    if (inner === undefined || machinery.has(name)) continue;
    const innerShape = shapeOf(inner, `${place}.${name}`);
    shape[name] = name === "options" && Array.isArray(innerShape) ? innerShape.toSorted(byText) : innerShape;
  }
  return shape;
}

function byText(a: Shape, b: Shape): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
