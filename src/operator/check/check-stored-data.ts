import { type Clock, systemClock } from "../../clock.ts";
import { openStoredData, type Place } from "../stored-data.ts";
import type { Check, CheckContext, Checked } from "./check-context.ts";
import { checks } from "./checks.ts";
import { Findings, type ProblemsOfKind } from "./findings.ts";
import { tellUnreadable } from "./while-readable.ts";

export interface CheckReport {
  readonly schema: number;
  readonly seconds: number;
  readonly checked: Checked;
  readonly problems: readonly ProblemsOfKind[];
  readonly notes: readonly string[];
}

export interface CheckOptions {
  readonly clock?: Clock;
  /** Which families of rules are applied. Default: all. */
  readonly families?: readonly Check[];
}

/** Reads what a server keeps, beside it or without it, and writes nothing. Throws `OperatorError` and `StorageStartError` where it cannot be opened. */
export async function checkStoredData(
  place: Place,
  { clock = systemClock, families = checks }: CheckOptions = {},
): Promise<CheckReport> {
  await using stored = await openStoredData(place);
  const startedAt = clock.monotonicNow();
  const checked = { logs: 0, events: 0, messages: 0, files: 0, blobs: 0, indexedMessages: 0 };
  const findings = new Findings();
  const context: CheckContext = { stored, findings, clock, checked };
  for (const check of families) await runCheck(check, context);
  const seconds = Math.round(clock.elapsedMs(startedAt) / 100) / 10;
  return { schema: stored.schema, seconds, checked, problems: findings.problems, notes: findings.notes };
}

async function runCheck(check: Check, context: CheckContext): Promise<void> {
  try {
    await check.run(context);
  } catch (error) {
    tellUnreadable(context.findings, `${context.stored.label} (${check.name})`, error);
  }
}
