import type { Transaction } from "./transaction.ts";

/** Changes a page of the database and changes it back. Nothing is left of it, but the commit needs the disk as every other. */
export function probe({ database }: Transaction): void {
  database.run("INSERT INTO meta (name, value) VALUES ('probe', '')");
  database.run("DELETE FROM meta WHERE name = 'probe'");
}
