/** A parameter with a list of objects in JSON, as rows of a table. It is named a text: the client would write a JSON value as JSON once more. */
export function records(parameter: string, name: string, columns: string): string {
  return `json_to_recordset(CAST(CAST(${parameter} AS TEXT) AS JSON)) AS ${name} (${columns})`;
}
