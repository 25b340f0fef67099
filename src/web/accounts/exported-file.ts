import { type OwnDataLine, ShoalError } from "../../client/index.ts";

/** Lines that are gathered before the browser is given them: it keeps a large file on the disk. */
const LINES_PER_PART = 2_000;

/** The export as a file. Rejects with `unavailable` when it was cut off: half of it would look like all. */
export async function exportedFile(lines: AsyncIterable<OwnDataLine>, onProgress: (lineCount: number) => void): Promise<Blob> {
  const parts: Blob[] = [];
  let gathered: string[] = [];
  let lineCount = 0;
  let lastType: string | undefined;
  const keep = (): void => {
    parts.push(new Blob(gathered));
    gathered = [];
    onProgress(lineCount);
  };
  for await (const line of lines) {
    gathered.push(`${JSON.stringify(line)}\n`);
    lineCount += 1;
    lastType = line.type;
    if (gathered.length >= LINES_PER_PART) keep();
  }
  if (lastType !== "end") throw new ShoalError("unavailable");
  keep();
  return new Blob(parts, { type: "application/x-ndjson" });
}
