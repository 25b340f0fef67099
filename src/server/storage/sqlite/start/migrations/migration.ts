import type { SqliteDatabase } from "../../database.ts";

/** One step of the schema. A released step is never edited: a change is a new step at the end. */
export interface Migration {
  readonly name: string;
  /** Runs inside a transaction together with all other missing steps. */
  up(database: SqliteDatabase): void;
}
