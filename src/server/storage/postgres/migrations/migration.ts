/** A change of the schema. It runs in one transaction with its entry in the table of migrations. */
export interface Migration {
  readonly name: string;
  /** Several statements. */
  readonly sql: string;
}
