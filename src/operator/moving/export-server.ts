import { systemClock } from "../../clock.ts";
import { foldText } from "../../protocol/fold-text.ts";
import type { Database } from "../../server/storage/sql/database.ts";
import {
  conversationLine,
  type ExportedConversation,
  exportedConversations,
  memberLines,
} from "../../server/storage/sql/export/conversations.ts";
import { eventLines, fileIdsOf } from "../../server/storage/sql/export/events.ts";
import { blockLines, restrictionLines, userLines } from "../../server/storage/sql/export/people.ts";
import { ArchiveWriter } from "../archive/archive-writer.ts";
import type { KeptFiles } from "../kept-files.ts";
import { OperatorError } from "../operator-error.ts";
import { Progress } from "../progress.ts";
import type { StoredData } from "../stored-data.ts";
import { openBlob } from "./blob-files.ts";
import { EXPORT_VERSION, MANIFEST, type Manifest } from "./format.ts";
import type { Output } from "./output.ts";
import { Spool } from "./spool.ts";

interface ServerExport {
  readonly stored: StoredData;
  readonly output: Output;
  readonly hasPasswords: boolean;
  /** The id or the name of the one room that is exported. */
  readonly room?: string | undefined;
}

type Lines = Iterable<Readonly<Record<string, unknown>>>;

/** Blobs that are archived when everything else is. */
interface WantedBlobs {
  readonly fileIds: readonly string[];
  readonly pictureIds: readonly string[];
}

/**
 * All tables are read as one moment has them: a user who is named anywhere is among the users. Files are read afterwards; one that was deleted meanwhile is
 * missing. Answers with what the archive has.
 */
export async function exportServer({
  stored: { database, files, moment },
  output,
  hasPasswords,
  room,
}: ServerExport): Promise<Manifest["counts"] & { readonly missing: number }> {
  const writer = new ArchiveWriter(output.target);
  const { wanted, counts } = await moment(() => {
    const conversations = chosen(database, room);
    return addTables(writer, { database, output, conversations, hasPasswords, isWhole: room === undefined });
  });
  const missing = await addBlobs(writer, files, wanted);
  await writer.close();
  return { ...counts, missing };
}

function chosen(database: Database, room: string | undefined): readonly ExportedConversation[] {
  const all = exportedConversations(database);
  if (room === undefined) return all;
  const byId = all.filter(({ id, kind }) => id === room && kind === "room");
  const named = new Set(
    database.all<{ key: number }>("SELECT key FROM rooms WHERE name_key = ?", foldText(room)).map(({ key }) => key),
  );
  const found = byId.length > 0 ? byId : all.filter(({ key }) => named.has(key));
  if (found.length === 1) return found;
  if (found.length === 0)
    throw new OperatorError(`There is no room "${room}" with members; shoal admin rooms lists what there is.`);
  const ids = found.map(({ id }) => id).join(", ");
  throw new OperatorError(`${found.length} rooms are called "${room}" (${ids}); name one by its id.`);
}

interface Tables {
  readonly database: Database;
  readonly output: Output;
  readonly conversations: readonly ExportedConversation[];
  readonly hasPasswords: boolean;
  readonly isWhole: boolean;
}

async function addTables(writer: ArchiveWriter, tables: Tables): Promise<{ wanted: WantedBlobs; counts: Manifest["counts"] }> {
  const { database, conversations, hasPasswords, isWhole } = tables;
  const fileIds = conversations.flatMap((conversation) => fileIdsOf(database, conversation));
  const named = isWhole ? undefined : peopleIn(database, conversations);
  const sum = (amount: (conversation: ExportedConversation) => number): number =>
    conversations.reduce((total, conversation) => total + amount(conversation), 0);
  const events = sum(({ head, floor }) => head - floor);
  const userCount = named?.size ?? database.one<{ count: number }>("SELECT count(*) AS count FROM users")?.count ?? 0;
  const counts = {
    ...{ users: userCount, conversations: conversations.length, events },
    ...{ messages: sum(({ keptMessageCount }) => keptMessageCount), files: fileIds.length },
  };
  const source = database.one<{ value: string }>("SELECT value FROM meta WHERE name = 'epoch'")?.value ?? "";
  const manifest: Manifest = {
    ...{ format: "shoal-export", version: EXPORT_VERSION, source, at: systemClock.now() },
    ...{ scope: isWhole ? "server" : "room", counts },
  };
  await writer.addText(MANIFEST, `${JSON.stringify(manifest, undefined, 2)}\n`);

  using progress = new Progress({ label: "Exporting", total: events });
  const add = (name: string, lines: Lines, count = (_: number): void => {}): Promise<void> =>
    addLines(writer, tables.output, { name, lines, count });
  const pictureIds: string[] = [];
  await add("users.jsonl", noting(userLines(database, { hasPasswords, ...(named && { ids: named }) }), pictureIds));
  const lines = conversations.map((conversation) => conversationLine(database, conversation));
  await add("conversations.jsonl", noting(lines, pictureIds));
  for (const conversation of conversations) {
    await add(`members/${conversation.id}.jsonl`, memberLines(database, conversation));
    await add(`events/${conversation.id}.jsonl`, eventLines(database, conversation), (lineCount) => progress.add(lineCount));
  }
  await add("blocks.jsonl", isWhole ? blockLines(database) : []);
  await add("restrictions.jsonl", restrictionLines(database, isWhole ? undefined : conversations[0]?.id));
  return { wanted: { fileIds, pictureIds }, counts };
}

/** Everyone whom one of the logs or its members name. */
function peopleIn(database: Database, conversations: readonly ExportedConversation[]): ReadonlySet<string> {
  const ids = new Set<string>();
  const note = (_: string, value: unknown): unknown => {
    if (typeof value === "object" && value !== null) {
      if ("nickname" in value && "id" in value) ids.add(String(value.id));
      if ("userId" in value) ids.add(String(value.userId));
    }
    return value;
  };
  for (const conversation of conversations) {
    for (const { userId } of memberLines(database, conversation)) ids.add(String(userId));
    for (const { userId, by } of restrictionLines(database, conversation.id))
      for (const id of [userId, by]) if (id) ids.add(String(id));
    for (const line of eventLines(database, conversation)) {
      const { by, mentions, removal, type, ...rest } = line;
      if (by !== undefined) ids.add(String(by));
      if (type === "message" && mentions === undefined && removal === undefined) continue;
      JSON.parse(JSON.stringify(type === "message" ? { mentions } : rest), note);
      if (typeof removal === "object" && removal !== null && "by" in removal) ids.add(String(removal.by));
    }
  }
  return ids;
}

function* noting(lines: Lines, pictureIds: string[]): Generator<Readonly<Record<string, unknown>>> {
  for (const line of lines) {
    if (typeof line.picture === "string") pictureIds.push(line.picture);
    yield line;
  }
}

/** How often other work of the process gets its turn. */
const LINES_PER_TURN = 2_000;

/** The header of an entry has its size, so the lines wait on the disk until it is known. */
async function addLines(
  writer: ArchiveWriter,
  { spoolFolder }: Output,
  { name, lines, count }: { readonly name: string; readonly lines: Lines; readonly count: (lineCount: number) => void },
): Promise<void> {
  using spool = new Spool(spoolFolder);
  let waiting = 0;
  for (const line of lines) {
    spool.writeLine(line);
    waiting += 1;
    if (waiting < LINES_PER_TURN) continue;
    count(waiting);
    waiting = 0;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  count(waiting);
  await writer.add(name, spool.size, spool.bytes());
}

async function addBlobs(writer: ArchiveWriter, files: KeptFiles, { fileIds, pictureIds }: WantedBlobs): Promise<number> {
  using progress = new Progress({ label: "Exporting files", total: fileIds.length + pictureIds.length });
  let missing = 0;
  const add = async (entry: string, blobName: string): Promise<void> => {
    await using blob = await openBlob(files, blobName);
    if (blob === undefined) missing += 1;
    else await writer.add(entry, blob.size, blob.bytes());
    progress.add(1);
  };
  for (const id of fileIds) await add(`files/${id}`, id);
  for (const id of pictureIds) await add(`pictures/${id}`, `${id}.picture`);
  return missing;
}
