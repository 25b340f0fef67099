import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { markersIn } from "../record/marker.ts";
import type { HistoryRecord } from "../record/records.ts";
import type { World } from "./world.ts";

const POLL_MS = 200;

/**
 * Writes down what the disk has of the texts and files of the run: once while the server runs, and once after it was started again, when it has removed the
 * files that no message names.
 */
export async function recordDisk(world: World): Promise<void> {
  const { recorder, server, adapter, folder, options } = world;
  const gone = forgottenTexts(recorder.records);
  const write = async (stage: "running" | "restarted"): Promise<void> => {
    const found = await settledMarkers(folder, gone, options.convergeWithinMs);
    for (const [file, markers] of found) recorder.write({ type: "on-disk", stage, file, markers: [...markers] });
  };
  await write("running");
  await server.drain();
  await server.start();
  for (const marker of forgottenFiles(recorder.records)) gone.add(marker);
  await write("restarted");
  for (const name of await adapter.strayFiles(folder)) recorder.write({ type: "stray-file", name });
}

/** What is found, by file, when none of `gone` is there any more, or when the time for that is over. */
async function settledMarkers(folder: string, gone: ReadonlySet<string>, withinMs: number): Promise<Map<string, Set<string>>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await markersOnDisk(folder);
    const isSettled = [...found.values()].every((markers) => markers.isDisjointFrom(gone));
    if (isSettled || performance.now() > deadline) return found;
    await Bun.sleep(POLL_MS);
  }
}

async function markersOnDisk(folder: string): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    // A file may go while the folder is read.
    const markers = markersIn(await readFile(file, "latin1").catch(() => ""));
    if (markers.length > 0) found.set(relative(folder, file), new Set(markers));
  }
  return found;
}

function forgottenTexts(records: readonly HistoryRecord[]): Set<string> {
  const given = new Set<string>();
  const present = new Set<string>();
  for (const record of records) {
    if (record.type === "send" || record.type === "change") for (const marker of markersIn(record.text ?? "")) given.add(marker);
    if (record.type !== "final") continue;
    for (const { text = "" } of record.events) for (const marker of markersIn(text)) present.add(marker);
  }
  return given.difference(present);
}

/** Of the files whose message the final logs have as deleted. */
function forgottenFiles(records: readonly HistoryRecord[]): string[] {
  const deleted = new Set(
    records
      .flatMap((record) => (record.type === "final" ? record.events : []))
      .flatMap(({ isDeleted, clientMessageId }) => (isDeleted ? [clientMessageId] : [])),
  );
  return records.flatMap((record) =>
    record.type === "send" && deleted.has(record.messageId) ? markersIn(record.fileText ?? "") : [],
  );
}
