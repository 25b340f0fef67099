import { markersIn } from "../record/marker.ts";
import type { RecordOf } from "../record/records.ts";
import type { Report } from "./finding.ts";
import type { Ledger } from "./ledger.ts";

/** What the final logs do not have is not on the disk: deleted texts, replaced ones, and the files of deleted messages. What they have is. */
export function checkErasure(ledger: Ledger, report: Report): void {
  const texts = textMarkers(ledger);
  const files = fileMarkers(ledger);
  for (const [stage, records] of Map.groupBy(ledger.of("on-disk"), (record) => record.stage)) {
    const filesOf = filesByMarker(records);
    const check = (marker: string, { messageId, isPresent }: Marked, what: string): void => {
      const found = filesOf.get(marker) ?? [];
      if (!isPresent && found.length > 0) report("remaining", `${stage}: ${what} of ${messageId} is in ${found} (${marker}).`);
      if (isPresent && found.length === 0) report("lost", `${stage}: ${what} of ${messageId} is not on the disk (${marker}).`);
    };
    for (const [marker, marked] of texts) check(marker, marked, "a text");
    // The server deletes files of deleted messages from time to time, and when it starts.
    if (stage === "restarted") for (const [marker, marked] of files) check(marker, marked, "the file");
  }
  for (const { name } of ledger.of("stray-file")) report("remaining", `The file ${name} belongs to no message and no upload.`);
}

function filesByMarker(records: readonly RecordOf<"on-disk">[]): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const { file, markers } of records) {
    for (const marker of markers) files.set(marker, [...(files.get(marker) ?? []), file]);
  }
  return files;
}

interface Marked {
  readonly messageId: string;
  readonly isPresent: boolean;
}

function textMarkers(ledger: Ledger): Map<string, Marked> {
  const marked = new Map<string, Marked>();
  for (const [messageId, { send }] of ledger.sent) {
    // A conversation that was not read at the end may have any of them.
    if (!ledger.logs.has(send.conversationId)) continue;
    const present = ledger.placed.get(messageId)?.map(({ event }) => event.text ?? "") ?? [];
    for (const text of ledger.textsOf(messageId)) {
      for (const marker of markersIn(text)) marked.set(marker, { messageId, isPresent: present.includes(text) });
    }
  }
  return marked;
}

/** A file whose message is not stored is an upload that waits for one. A backup has no files: before its return nothing is certain. */
function fileMarkers(ledger: Ledger): Map<string, Marked> {
  const marked = new Map<string, Marked>();
  for (const [messageId, { send }] of ledger.sent) {
    const [place] = ledger.placed.get(messageId) ?? [];
    if (place === undefined) continue;
    const isDeleted = place.event.isDeleted === true;
    if (!isDeleted && ledger.restores.some(({ at }) => send.at <= at)) continue;
    for (const marker of markersIn(send.fileText ?? "")) marked.set(marker, { messageId, isPresent: !isDeleted });
  }
  return marked;
}
