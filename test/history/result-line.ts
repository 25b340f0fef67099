import { countFindings } from "./check/check.ts";
import type { FindingKind } from "./check/finding.ts";
import type { RunResult } from "./drive/run.ts";

/** Always named, also when the count is 0. */
const promised: readonly FindingKind[] = ["lost", "doubled", "reordered", "leaked"];

/** The line that docs/reliability.md quotes. */
export function resultLine({ verdict, counts, crashCount, blackouts }: RunResult): string {
  const found = countFindings(verdict.findings);
  const kinds = [...promised, ...[...found.keys()].filter((kind) => !promised.includes(kind))];
  const parts = [
    `${verdict.acknowledgedCount} acknowledged`,
    `${verdict.acknowledgedChangeCount} changes of messages`,
    `${verdict.observedCount} observed`,
    `${verdict.readCount} pages read`,
    `${verdict.gapCount} gaps`,
    ...Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`),
    `${crashCount} crashes`,
  ];
  const findings = kinds.map((kind) => `${found.get(kind) ?? 0} ${kind}`).join(", ");
  const blackout = blackouts.length === 0 ? "" : `; blackout ${blackoutLine(blackouts)}`;
  return `${parts.join(", ")}: ${findings}${blackout}`;
}

function blackoutLine(blackouts: readonly number[]): string {
  const sorted = blackouts.toSorted((a, b) => a - b);
  const at = (part: number): string =>
    `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)} ms`;
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}`;
}
