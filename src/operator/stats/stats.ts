import { answerLines } from "../../cli/admin/answers.ts";
import { systemClock } from "../../clock.ts";
import { run } from "../run.ts";
import type { Place } from "../stored-data.ts";
import type { DayCount } from "./messages-by-time.ts";
import { readStats, type Stats } from "./read-stats.ts";

const BAR_CELLS = 40;

/** `shoal stats`: prints what a server keeps. The exit code: 1 when it cannot be read. */
export async function stats(place: Place, isJson: boolean): Promise<number> {
  return await run(async () => {
    const found = await readStats(place, systemClock);
    process.stdout.write(
      isJson ? `${JSON.stringify(found)}\n` : `${statsLines(found, process.stdout.columns ?? 0).join("\n")}\n`,
    );
    return 0;
  });
}

/** `columns` is the width of a terminal; 0 cuts nothing. */
export function statsLines({ messagesPerDay, ...rest }: Stats, columns: number): readonly string[] {
  return [...answerLines(rest, columns), "", "messagesPerDay:", ...dayLines(messagesPerDay)];
}

function dayLines(days: readonly DayCount[]): readonly string[] {
  const most = Math.max(1, ...days.map(({ messages }) => messages));
  return days.map(({ day, messages }) => {
    const cells = messages === 0 ? 0 : Math.max(1, Math.round((messages / most) * BAR_CELLS));
    return `${day}  ${"█".repeat(cells)}${cells > 0 ? " " : ""}${messages}`;
  });
}
