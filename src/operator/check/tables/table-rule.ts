import type { CheckContext } from "../check-context.ts";
import { LISTED_PER_KIND_MAX } from "../findings.ts";
import type { ProblemKind } from "../problem-kinds.ts";
import { whileReadable } from "../while-readable.ts";

/** What must never be in the tables, as a query that finds it. */
export interface TableRule {
  readonly kind: ProblemKind;
  /** Rows of one column `what`: the beginning of a sentence that names the row. */
  readonly sql: string;
  readonly values?: readonly (string | number)[];
}

/** Each rule is looked at in a moment of its own. */
export function applyTableRule(
  { stored: { database, label }, findings }: CheckContext,
  { kind, sql, values = [] }: TableRule,
): void {
  whileReadable(findings, `What ${label} says against ${kind}`, () =>
    database.snapshot(() => {
      const rows = database.all<{ what: string }>(`${sql} LIMIT ${LISTED_PER_KIND_MAX}`, ...values);
      for (const { what } of rows) findings.add(kind, what);
      if (rows.length < LISTED_PER_KIND_MAX) return;
      const all = database.one<{ count: number }>(`SELECT count(*) AS count FROM (${sql}) AS found`, ...values);
      findings.count(kind, (all?.count ?? rows.length) - rows.length);
    }),
  );
}
