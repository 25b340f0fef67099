import * as v from "valibot";
import { count, time } from "../../protocol/ids.ts";

/** Raised when a reader of the version before would not understand an archive, or lose something of it. */
export const EXPORT_VERSION = 1;
export const MANIFEST = "manifest.json";

/** The first entry of an archive; docs/export-format.md. */
export const manifest = v.object({
  format: v.literal("shoal-export"),
  version: count,
  /** Names the past that it was exported from. */
  source: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,200}$/)),
  at: time,
  scope: v.picklist(["server", "room"]),
  counts: v.object({ users: count, conversations: count, events: count, messages: count, files: count }),
});
export type Manifest = v.InferOutput<typeof manifest>;

const id = "[A-Za-z0-9_-]{1,64}";
const names = new RegExp(
  `^(?:manifest\\.json|(?:users|blocks|conversations|restrictions)\\.jsonl|(?:members|events)/${id}\\.jsonl|(?:files|pictures)/${id})$`,
);

export function isEntryName(name: string): boolean {
  return names.test(name);
}
