import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { HistoryRecord, NewRecord } from "./records.ts";

/** Gives every record its time, keeps it, and writes it to a file as a line of JSON. */
export class Recorder {
  readonly records: HistoryRecord[] = [];
  readonly #startedAt = performance.now();
  readonly #file: WriteStream | undefined;

  constructor(file?: string) {
    this.#file = file === undefined ? undefined : createWriteStream(file);
  }

  /** Milliseconds since the recorder was made. */
  now(): number {
    return Math.round((performance.now() - this.#startedAt) * 1000) / 1000;
  }

  write(record: NewRecord): void {
    const timed = { at: this.now(), ...record } as HistoryRecord;
    this.records.push(timed);
    this.#file?.write(`${JSON.stringify(timed)}\n`);
  }

  async close(): Promise<void> {
    if (this.#file === undefined) return;
    this.#file.end();
    await once(this.#file, "close");
  }
}

export async function readRecording(file: string): Promise<HistoryRecord[]> {
  const text = await readFile(file, "utf8");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as HistoryRecord);
}
