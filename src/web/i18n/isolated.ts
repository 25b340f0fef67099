/** A name of either direction inside one sentence: like <bdi>, in plain text. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
