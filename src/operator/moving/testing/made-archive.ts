import { writeFile } from "node:fs/promises";
import { ArchiveWriter } from "../../archive/archive-writer.ts";
import { EXPORT_VERSION, MANIFEST } from "../format.ts";

type Content = string | Uint8Array | readonly object[];

/** An archive with these entries, lists as lines of JSON, behind a manifest that counts nothing. */
export async function writeArchive(
  path: string,
  entries: Readonly<Record<string, Content>>,
  manifest: object = {},
): Promise<string> {
  const chunks: Uint8Array[] = [];
  const writer = new ArchiveWriter(new WritableStream({ write: (chunk) => void chunks.push(chunk.slice()) }));
  const counts = { users: 0, conversations: 0, events: 0, messages: 0, files: 0 };
  const whole = {
    format: "shoal-export",
    version: EXPORT_VERSION,
    source: "a-test",
    at: 0,
    scope: "server",
    counts,
    ...manifest,
  };
  await writer.addText(MANIFEST, JSON.stringify(whole));
  for (const [name, content] of Object.entries(entries)) {
    const bytes = content instanceof Uint8Array ? content : new TextEncoder().encode(textOf(content));
    await writer.add(name, bytes.length, once(bytes));
  }
  await writer.close();
  await writeFile(path, Buffer.concat(chunks));
  return path;
}

function textOf(content: string | readonly object[]): string {
  return typeof content === "string" ? content : content.map((line) => `${JSON.stringify(line)}\n`).join("");
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const BEGUN_AT = Date.UTC(2024, 0, 1);

/** A lobby and rooms in which so many messages were written, with reactions and files here and there. */
export function busyRooms({ rooms, messages }: { readonly rooms: number; readonly messages: number }): Record<string, Content> {
  const users = ["u_ann", "u_ben", "u_cat", "u_dan"];
  const ids = ["lobby", ...Array.from({ length: rooms }, (_, index) => `r_room${index}`)];
  const entries: Record<string, Content> = {
    "users.jsonl": users.map((id) => ({ id, nickname: id.slice(2), createdAt: BEGUN_AT, lastSeenAt: BEGUN_AT, isAccount: true })),
    "conversations.jsonl": ids.map((id) => ({ id, kind: "room", name: id, ...(id === "lobby" && { isLobby: true }) })),
  };
  const files: Record<string, Content> = {};
  for (const id of ids) {
    entries[`members/${id}.jsonl`] = users.map((userId, index) => ({
      ...{ userId, joinedSeq: index + 1 },
      role: index === 0 && id !== "lobby" ? "owner" : "member",
    }));
    entries[`events/${id}.jsonl`] = eventsOf(users, id, messages, files);
  }
  return { ...entries, ...files };
}

function eventsOf(users: readonly string[], roomId: string, messages: number, files: Record<string, Content>): object[] {
  const events: object[] = users.map((by, index) => ({ seq: index + 1, at: BEGUN_AT + index, type: "join", by }));
  for (let count = 0; count < messages; count += 1) {
    const by = users[count % users.length];
    const seq = events.length + 1;
    const place = { seq, at: BEGUN_AT + seq * 1_000, type: "message", by, clientMessageId: `m_${roomId}-${seq}` };
    const id = `f_${roomId}-${seq}`;
    const file = { id, name: "note.txt", type: "text/plain", byteLength: id.length };
    if (count % 100 === 50) files[`files/${id}`] = id;
    events.push({ ...place, text: `message ${count} of ${roomId}`, ...(count % 100 === 50 && { files: [file] }) });
    if (count % 10 === 5)
      events.push({ seq: seq + 1, at: BEGUN_AT + seq * 1_000, type: "react", by: users[0], target: seq, emoji: "👍" });
  }
  return events;
}
