import { type FileHandle, link, lstat, open, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { ChatError } from "./chat-error.ts";
import { words } from "./i18n/words.ts";

const say = words.files;

// Controls, characters that change the direction or the look of what follows, lone surrogates, private and unassigned ones.
const unwanted = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFD]/gu;
/** Windows opens a device under these names, whatever ending they have. */
const device = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)(?=\.|$)/i;
/** Most file systems take 255; a number and `.part` come behind it. */
const NAME_BYTES_MAX = 240;
const ENDING_CHARACTERS_MAX = 16;
const NUMBER_MAX = 999;
const PART = ".part";

/** A name for the disk, from one that a stranger chose: one part of a path, visible, on every system a plain file. */
export function safeFileName(raw: string): string {
  const name = raw
    .slice(Math.max(raw.lastIndexOf("/"), raw.lastIndexOf("\\")) + 1)
    .normalize("NFC")
    .replaceAll(unwanted, "")
    .replaceAll(/[<>:"|?*]/g, "_")
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/^[. ]+|[. ]+$/g, "");
  if (name === "") return "file";
  return shortened(device.test(name) ? `_${name}` : name);
}

/** Where a file goes: into a folder under its own name, or to a path of the user's choice. Without a path, into the current folder. */
export async function targetOf(name: string, path: string | undefined): Promise<string> {
  if (path === undefined) return safeFileName(name);
  return path.endsWith("/") || (await isFolder(path)) ? join(path, safeFileName(name)) : path;
}

export async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/**
 * Writes a file as it comes, and gives it its name when it is whole. Nothing is overwritten: a name that is taken gets a number. Returns the path.
 * Throws `ChatError` when it cannot be written, and what `chunks` throws; then nothing of it is left.
 */
export async function saveFile(chunks: AsyncIterable<Uint8Array>, wanted: string): Promise<string> {
  const { part, handle } = await openPart(wanted);
  try {
    try {
      for await (const bytes of chunks) await handle.appendFile(bytes).catch(explained(wanted));
      await handle.sync().catch(explained(wanted));
    } finally {
      await handle.close();
    }
    return await settle(part, wanted);
  } catch (error) {
    await unlink(part).catch(() => {});
    throw error;
  }
}

async function openPart(wanted: string): Promise<{ part: string; handle: FileHandle }> {
  for (let number = 0; number <= NUMBER_MAX; number += 1) {
    const part = numbered(wanted, number) + PART;
    const handle = await open(part, "wx").catch(unlessTaken(wanted));
    if (handle !== undefined) return { part, handle };
  }
  throw new ChatError(say.cannotWrite(wanted, "EEXIST"));
}

/** A link is refused where a name is taken, also by a file that was made a moment ago; a rename would replace it. */
async function settle(part: string, wanted: string): Promise<string> {
  for (let number = 0; number <= NUMBER_MAX; number += 1) {
    const path = numbered(wanted, number);
    if (await isTaken(path)) continue;
    const isLinked = await link(part, path).then(() => true, unlessTaken(wanted, ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]));
    if (isLinked === undefined) {
      if (await isTaken(path)) continue;
      await rename(part, path).catch(explained(wanted)); // a file system without links
    } else await unlink(part);
    return path;
  }
  throw new ChatError(say.cannotWrite(wanted, "EEXIST"));
}

async function isTaken(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}

function unlessTaken(wanted: string, alsoExpected: readonly string[] = []): (error: unknown) => undefined {
  return (error) => {
    if (["EEXIST", ...alsoExpected].includes(codeOf(error))) return undefined;
    return explained(wanted)(error);
  };
}

function explained(wanted: string): (error: unknown) => never {
  return (error) => {
    throw new ChatError(say.cannotWrite(wanted, codeOf(error)));
  };
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** `reef.png`, `reef (1).png`, `reef (2).png` … */
function numbered(path: string, number: number): string {
  if (number === 0) return path;
  const ending = extname(path);
  return join(dirname(path), `${basename(path, ending)} (${number})${ending}`);
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= NAME_BYTES_MAX) return name;
  const ending = extname(name).length <= ENDING_CHARACTERS_MAX ? extname(name) : "";
  let stem = "";
  let bytesLeft = NAME_BYTES_MAX - Buffer.byteLength(ending);
  for (const character of name.slice(0, name.length - ending.length)) {
    bytesLeft -= Buffer.byteLength(character);
    if (bytesLeft < 0) break;
    stem += character;
  }
  return stem + ending;
}
