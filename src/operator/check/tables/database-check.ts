import { SQLiteError } from "bun:sqlite";
import * as v from "valibot";
import { epoch } from "../../../protocol/ids.ts";
import { refuseIncomplete } from "../../../server/storage/sqlite/start/check-database.ts";
import { migrations } from "../../../server/storage/sqlite/start/migrations/migrations.ts";
import { StorageStartError } from "../../../server/storage/start-error.ts";
import type { DataFolder } from "../../data-folder.ts";
import { Progress } from "../../progress.ts";
import type { StoredData } from "../../stored-data.ts";
import type { Check } from "../check-context.ts";
import type { Findings } from "../findings.ts";
import { whileReadable } from "../while-readable.ts";

const DAMAGES_MAX = 100;

type Part = (folder: DataFolder, findings: Findings) => void;

/**
 * That there is an epoch; and of SQLite its own checks, and that everything is there which the server asks for. PostgreSQL keeps references itself, and tells of a damaged page
 * when it reads it. Whose database it is, and of which version, was looked at when it was opened.
 */
export const databaseCheck: Check = {
  name: "database",
  label: "Checking the database's pages",
  run({ stored, findings }) {
    whileReadable(findings, stored.label, () => checkEpoch(stored, findings));
    const { folder } = stored;
    if (folder === undefined) return;
    const parts: readonly Part[] = [checkSchema, checkReferences, checkPages];
    using progress = new Progress({ label: this.label, total: parts.length });
    for (const part of parts) {
      whileReadable(findings, stored.label, () => part(folder, findings));
      progress.add(1);
    }
  },
};

function checkSchema({ database, databaseFile }: DataFolder, findings: Findings): void {
  try {
    refuseIncomplete(database, databaseFile, migrations);
  } catch (error) {
    if (!(error instanceof StorageStartError)) throw error;
    const [what = ""] = error.message.split(";");
    findings.add("incomplete-schema", what);
  }
}

function checkEpoch({ database, label }: StoredData, findings: Findings): void {
  const row = database.one<{ value: string }>("SELECT value FROM meta WHERE name = 'epoch'");
  if (!v.is(epoch, row?.value)) findings.add("missing-epoch", `${label} has no epoch in the table meta`);
}

/** It reads every page and holds one: a snapshot of seconds for some gigabytes. Where SQLite gives up, each table is asked for by itself. */
function checkPages({ database, databaseFile }: DataFolder, findings: Findings): void {
  const tellDamages = (sql: string, what: string): void => {
    for (const { integrity_check: verdict } of database.all<{ integrity_check: string }>(sql))
      if (verdict !== "ok") findings.add("damaged-page", `${what} is damaged (${verdict.replaceAll("\n", ", ")})`);
  };
  try {
    tellDamages(`PRAGMA integrity_check(${DAMAGES_MAX})`, databaseFile);
  } catch (error) {
    if (!(error instanceof SQLiteError)) throw error;
    for (const { name } of database.all<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0",
    )) {
      const what = `The table ${name} of ${databaseFile}`;
      whileReadable(findings, what, () => tellDamages(`PRAGMA integrity_check(${name})`, what));
    }
  }
}

function checkReferences({ database }: DataFolder, findings: Findings): void {
  const rows = database.all<{ table: string; row: number | null; parent: string; count: number }>(
    `SELECT "table", min(rowid) AS row, parent, count(*) AS count FROM pragma_foreign_key_check GROUP BY "table", parent`,
  );
  for (const { table, row, parent, count } of rows) {
    const where = row === null ? "" : `, the first with rowid ${row}`;
    findings.add(
      "broken-reference",
      `${count} rows of the table ${table} name a row of ${parent} that is not there${where}`,
      count,
    );
  }
}
