import type { Report } from "../../client/index.ts";

/** A message, and everyone who reported it. */
export interface ReportedMessage {
  readonly seq: number;
  /** Not empty; the oldest first. */
  readonly reports: readonly [Report, ...Report[]];
}

/** Gathers the reports of each message, in the order in which the messages were reported first. */
export function reportsByMessage(reports: readonly Report[]): readonly ReportedMessage[] {
  const messages = new Map<number, [Report, ...Report[]]>();
  for (const report of reports) {
    const known = messages.get(report.seq);
    if (known === undefined) messages.set(report.seq, [report]);
    else known.push(report);
  }
  return [...messages].map(([seq, those]) => ({ seq, reports: those }));
}
