/** A name of either direction inside one sentence: what <bdi> does, in plain text. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
