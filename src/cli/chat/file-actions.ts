import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import {
  abandonUpload,
  downloadFile,
  type FileInfo,
  limits,
  type MessageEvent,
  type ReceivedEvent,
  ShoalError,
  uploadFile,
} from "../../client/index.ts";
import { byteCount } from "./byte-count.ts";
import { ChatError } from "./chat-error.ts";
import { words } from "./i18n/words.ts";
import { codeOf, isFolder, saveFile, targetOf } from "./saved-file.ts";
import type { Talk } from "./talk.ts";

const say = words.files;

/** Uploads a file, and sends it to the conversation that is shown now, with a caption or without. */
export async function sendFile(talk: Talk, rawPath: string, caption: string): Promise<void> {
  const { client, token, transfers, shownId } = talk;
  const path = withHome(rawPath);
  // Before a byte is sent: the message could not be.
  if (Buffer.byteLength(caption) > (client.limits ?? limits).messageBytesMax) throw new ShoalError("message-too-large");
  const byteLength = await lengthOf(talk, path);
  const file = Bun.file(path);
  const name = basename(path);
  let startedId: string | undefined;
  const id = await transfers.run({ type: "upload", name, byteLength }, (signal, onProgress) => {
    const onStart = (id: string): void => {
      startedId = id;
    };
    return uploadFile(client.url, file, { token, signal, name, onStart, onProgress }).catch(async (error: unknown) => {
      // It would count as one of the user's unfinished uploads for a day.
      if (startedId !== undefined) await abandonUpload(client.url, startedId, { token }).catch(() => {});
      throw error;
    });
  });
  await client.send(shownId, caption, { files: [{ id, name, type: file.type, byteLength }] });
}

/** Saves the files of a message of the shown conversation: the one with that number, or the newest one with files. Returns sentences. */
export async function saveFiles(talk: Talk, seq: number | undefined, rawPath: string | undefined): Promise<readonly string[]> {
  const { client, token, transfers } = talk;
  const path = rawPath === undefined ? undefined : withHome(rawPath);
  const files = await filesOf(talk, seq);
  if (path !== undefined && files.length > 1 && !(await isFolder(path))) throw new ChatError(say.takesFolder(files.length, path));
  const sentences: string[] = [];
  for (const file of files) {
    const { name, byteLength } = file;
    const target = await targetOf(name, path);
    const saved = await transfers.run({ type: "download", name, byteLength }, (signal, onProgress) =>
      saveFile(counted(downloadFile(client.url, file, { token, signal }), onProgress), target),
    );
    sentences.push(say.saved(name, saved));
  }
  return sentences;
}

/** Throws `ChatError` for what cannot be sent. */
async function lengthOf({ client }: Talk, path: string): Promise<number> {
  const bytesMax = client.features.has("files") ? (client.limits ?? limits).uploadBytesMax : 0;
  if (bytesMax === 0) throw new ChatError(say.takesNone);
  const found = await stat(path).catch((error: unknown) => {
    throw new ChatError(codeOf(error) === "ENOENT" ? say.missing(path) : say.unreadable(path, codeOf(error)));
  });
  if (found.isDirectory()) throw new ChatError(say.isFolder(path));
  if (!found.isFile()) throw new ChatError(say.isNoFile(path)); // a pipe or a device may have no end
  if (found.size > bytesMax) throw new ChatError(say.tooLarge(path, byteCount(found.size), byteCount(bytesMax)));
  // The first byte tells whether it may be read.
  await Bun.file(path)
    .slice(0, 1)
    .arrayBuffer()
    .catch((error: unknown) => {
      throw new ChatError(say.unreadable(path, codeOf(error)));
    });
  return found.size;
}

async function filesOf({ client, shownId }: Talk, seq: number | undefined): Promise<readonly FileInfo[]> {
  if (seq !== undefined) {
    const { events } = await client.history(shownId, { before: seq + 1, limit: 1, changes: false });
    const message = events.find((event) => event.seq === seq && hasFiles(event)) as MessageEvent | undefined;
    if (message === undefined) throw new ChatError(say.hasNone(seq));
    return message.files ?? [];
  }
  const { events } = await client.history(shownId, { limit: limits.historyEventsMax, changes: false });
  const newest = events.findLast(hasFiles) as MessageEvent | undefined;
  if (newest !== undefined) return newest.files ?? [];
  if (!client.features.has("search")) throw new ChatError(say.noneHere);
  const { results } = await client.search("has:file", { conversationId: shownId, limit: 1 });
  const files = results[0]?.message.files;
  if (files === undefined) throw new ChatError(say.noneHere);
  return files;
}

function hasFiles(event: ReceivedEvent): boolean {
  return event.type === "message" && event.isDeleted !== true && (event.files?.length ?? 0) > 0;
}

async function* counted(chunks: AsyncIterable<Uint8Array>, onProgress: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const bytes of chunks) {
    yield bytes;
    count += bytes.length;
    onProgress(count);
  }
}

function withHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
}
