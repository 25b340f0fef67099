import { foldText } from "../../../protocol/fold-text.ts";
import type { CheckContext } from "../check-context.ts";

const ROWS_PER_PAGE = 1_000;

interface Name {
  readonly key: number;
  readonly id: string;
  readonly name: string;
  readonly nameKey: string;
}

const sources = [
  {
    what: "The nickname of the user",
    kind: "wrong-nickname",
    sql: "SELECT key, id, nickname AS name, nickname_key AS nameKey FROM users WHERE nickname_key IS NOT NULL AND key > ? ORDER BY key LIMIT ?",
  },
  {
    what: "The name of the room",
    kind: "wrong-room",
    sql: "SELECT key, id, name, name_key AS nameKey FROM rooms JOIN logs USING (key) WHERE key > ? ORDER BY key LIMIT ?",
  },
] as const;

/** The key of a name is what the server folds it to: by it names are told apart and found. */
export function checkNames({ stored: { database }, findings }: CheckContext): void {
  for (const { what, kind, sql } of sources) {
    let after = 0;
    for (;;) {
      const rows = database.all<Name>(sql, after, ROWS_PER_PAGE);
      for (const { id, name, nameKey } of rows)
        if (foldText(name) !== nameKey) findings.add(kind, `${what} ${id} has another key than its text has`);
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last.key;
    }
  }
}
