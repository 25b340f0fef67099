import { systemClock } from "../../clock.ts";
import { run } from "../run.ts";
import type { Place } from "../stored-data.ts";
import { type CheckReport, checkStoredData } from "./check-stored-data.ts";

/** `shoal check`: prints what is wrong, a sentence for each. The exit code: 0 when all is right, 1 with problems or when it cannot be read. */
export async function check(place: Place, isJson: boolean): Promise<number> {
  return await run(async () => {
    const report = await checkStoredData(place, { clock: systemClock });
    const isSound = report.problems.length === 0;
    process.stdout.write(isJson ? `${JSON.stringify({ isSound, ...report })}\n` : `${reportLines(report).join("\n")}\n`);
    return isSound ? 0 : 1;
  });
}

export function reportLines({ seconds, checked, problems, notes }: CheckReport): readonly string[] {
  const { logs, events, messages, files, blobs, indexedMessages } = checked;
  const lines = problems.flatMap(({ kind, count, sentences }) => [
    ...sentences.map((sentence) => `${kind}: ${sentence}`),
    ...(count > sentences.length ? [`${kind}: ${count - sentences.length} more.`] : []),
  ]);
  const sum = problems.reduce((all, { count }) => all + count, 0);
  return [
    ...lines,
    ...notes,
    `Read ${logs} logs with ${events} events (${messages} messages), ${files} files, ${blobs} blobs and ${indexedMessages} places of the search index in ${seconds} s.`,
    sum === 0 ? "All is right." : `${sum} problems.`,
  ];
}
