/** Like `1 file` or `1,000 files`. */
export function counted(amount: number, thing: string): string {
  return `${amount.toLocaleString("en")} ${thing}${amount === 1 ? "" : "s"}`;
}
