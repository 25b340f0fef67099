/** Deeper than this is shown as it came: the layout would be all indentation. */
const NESTING_MAX = 64;
const tokenPattern = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/**
 * JSON in lines for reading: an object or array that fits into `columns` stays on one line. Numbers, strings and the order
 * of keys stay as they were written. Undefined when `text` is no object or array in JSON.
 */
export function layOutJson(text: string, columns: number): readonly string[] | undefined {
  if (!/^\s*[{[]/.test(text) || !isJson(text)) return undefined;
  const value = readValue((text.match(tokenPattern) ?? []).values());
  return value === undefined ? undefined : layOut(value, { indent: "", label: "", comma: "", columns });
}

type Value = string | Composite;

interface Composite {
  readonly brackets: "{}" | "[]";
  readonly items: readonly Item[];
}

interface Item {
  /** `"name": ` in an object, nothing in an array. */
  readonly label: string;
  readonly value: Value;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Reads tokens of which it is known that they are JSON. Undefined when they are nested too deep. */
function readValue(tokens: Iterator<string>, nesting = 0, first = nextToken(tokens)): Value | undefined {
  if (first !== "{" && first !== "[") return first;
  if (nesting === NESTING_MAX) return undefined;
  const end = first === "{" ? "}" : "]";
  const items: Item[] = [];
  for (let token = nextToken(tokens); token !== end; token = nextToken(tokens)) {
    if (token === ",") continue;
    const label = first === "{" ? `${token}${nextToken(tokens)} ` : "";
    const value = readValue(tokens, nesting + 1, first === "{" ? nextToken(tokens) : token);
    if (value === undefined) return undefined;
    items.push({ label, value });
  }
  return { brackets: first === "{" ? "{}" : "[]", items };
}

function nextToken(tokens: Iterator<string>): string {
  return tokens.next().value ?? "";
}

interface Place {
  readonly indent: string;
  readonly label: string;
  readonly comma: string;
  readonly columns: number;
}

function layOut(value: Value, { indent, label, comma, columns }: Place): string[] {
  const onOneLine = `${indent}${label}${flat(value)}${comma}`;
  if (typeof value === "string" || value.items.length === 0 || Bun.stringWidth(onOneLine) <= columns) return [onOneLine];
  const [open, close] = value.brackets;
  const inner = value.items.flatMap((item, index) =>
    layOut(item.value, {
      indent: `${indent}  `,
      label: item.label,
      comma: index < value.items.length - 1 ? "," : "",
      columns,
    }),
  );
  return [`${indent}${label}${open}`, ...inner, `${indent}${close}${comma}`];
}

function flat(value: Value): string {
  if (typeof value === "string") return value;
  const inner = value.items.map((item) => item.label + flat(item.value)).join(", ");
  if (value.brackets === "[]") return `[${inner}]`;
  return inner === "" ? "{}" : `{ ${inner} }`;
}
