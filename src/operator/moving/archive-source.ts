import type * as v from "valibot";
import { ShoalError } from "../../protocol/errors.ts";
import {
  blockLine,
  conversationLine,
  eventLine,
  memberLine,
  readLine,
  restrictionLine,
  userLine,
} from "../../server/imports/records.ts";
import { readArchive } from "../archive/archive-reader.ts";
import { OperatorError } from "../operator-error.ts";
import { EXPORT_VERSION, isEntryName, MANIFEST, type Manifest, manifest } from "./format.ts";
import type { Input } from "./input.ts";
import { jsonLines, parseJson } from "./lines.ts";
import { type MovingReader, type MovingRecord, placeText, type Where } from "./records.ts";

const MANIFEST_BYTES_MAX = 64 * 1024;

/** An archive of `shoal export`. Throws `OperatorError` for any other file, and for an archive of a newer version. */
export async function openArchiveSource(input: Input): Promise<MovingReader> {
  const { source, counts } = await readManifest(input);
  return { source, eventCount: counts.events, notes: [], records: () => recordsOf(input) };
}

async function readManifest(input: Input): Promise<Manifest> {
  for await (const entry of entriesOf(input)) {
    if (entry.name !== MANIFEST || entry.size > MANIFEST_BYTES_MAX) break;
    const text = new TextDecoder().decode(Buffer.concat(await Array.fromAsync(entry.body, (chunk) => chunk.slice())));
    const value = parseJson(text, { file: MANIFEST });
    if (typeof value === "object" && value !== null && "version" in value && Number(value.version) > EXPORT_VERSION) {
      throw new OperatorError(
        `${input.label} has the format ${String(value.version)}, and this version of Shoal reads formats up to ${EXPORT_VERSION}; import it with a newer version.`,
      );
    }
    return checked(manifest, value, { file: MANIFEST });
  }
  throw new OperatorError(`${input.label} is no archive of shoal export; --from names what else can be imported.`);
}

function entriesOf(input: Input): ReturnType<typeof readArchive> {
  return readArchive(input.open(), { label: input.label, isExpected: isEntryName });
}

async function* recordsOf(input: Input): AsyncGenerator<MovingRecord> {
  for await (const { name, size, body } of entriesOf(input)) {
    const [folder = "", id = ""] = name.replace(/\.jsonl$/, "").split("/");
    if (folder === "files" || folder === "pictures")
      yield { kind: "file", id, byteLength: size, bytes: body, where: { file: name } };
    else if (name !== MANIFEST)
      for await (const [value, where] of jsonLines(name, body)) yield recordOf(folder, id, value, where);
    // What no one has read is read for its checksum.
    for await (const _ of body);
  }
}

function recordOf(folder: string, conversationId: string, value: unknown, where: Where): MovingRecord {
  switch (folder) {
    case "users":
      return { kind: "user", user: checked(userLine, value, where), where };
    case "conversations":
      return { kind: "conversation", conversation: checked(conversationLine, value, where), where };
    case "members":
      return { kind: "member", conversationId, member: checked(memberLine, value, where), where };
    case "events":
      return { kind: "event", conversationId, event: checked(eventLine, value, where), where };
    case "blocks":
      return { kind: "block", block: checked(blockLine, value, where), where };
    default:
      return { kind: "restriction", restriction: checked(restrictionLine, value, where), where };
  }
}

function checked<Schema extends v.GenericSchema>(schema: Schema, value: unknown, where: Where): v.InferOutput<Schema> {
  try {
    return readLine(schema, value);
  } catch (error) {
    if (!(error instanceof ShoalError)) throw error;
    throw new OperatorError(`${placeText(where)}: ${error.message}`);
  }
}
