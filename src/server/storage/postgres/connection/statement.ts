const statements = new Map<string, string>();

const parts = /'(?:[^']|'')*'|"[^"]*"|\?(?<number>\d*)| INDEXED BY \w+| ?CROSS(?= JOIN)|\b(?<name>[a-z]+[A-Z]\w*)\b/g;

/**
 * The SQL of a verb as Postgres takes it: `?` and `?2` become `$1` and `$2`, names in camel case get the quotes without which they would lose their case, and hints to SQLite's
 * planner go: the names of indexes, and the order that `CROSS JOIN` asks for.
 */
export function statementOf(sql: string): string {
  const known = statements.get(sql);
  if (known !== undefined) return known;
  let count = 0;
  const statement = sql.replace(parts, (part, ...found) => {
    const { number, name } = found.at(-1) as { number?: string; name?: string };
    if (name !== undefined) return `"${name}"`;
    if (part.startsWith(" INDEXED") || part.endsWith("CROSS")) return "";
    if (number === undefined) return part;
    if (number === "") count += 1;
    return `$${number === "" ? count : number}`;
  });
  statements.set(sql, statement);
  return statement;
}
