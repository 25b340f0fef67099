/** A table that reads well as text and as markdown. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, index) => (cells[index] ?? "").padEnd(width)).join(" | ")} |`;
  const ruler = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [line(columns), ruler, ...rows.map(line)].join("\n");
}
