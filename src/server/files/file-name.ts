import { limits } from "../../protocol/limits.ts";

// Controls, characters that change the direction or the look of what follows, lone surrogates, private and unassigned ones. Joiners
// stay: some scripts and emoji need them.
const unwanted = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFD]/gu;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;
const NAMELESS = "file";
const ENDING_CHARACTERS_MAX = 16;

/** A name for people, from what a client calls the file: one part of a path, visible, at most 255 bytes, its ending kept. */
export function cleanFileName(raw: string): string {
  const last = raw.slice(Math.max(raw.lastIndexOf("/"), raw.lastIndexOf("\\")) + 1);
  const text = last
    .normalize("NFC")
    .replace(unwanted, "")
    .replace(/\s+/gu, " ")
    // A name that begins with a dot is hidden; one that ends with one has another name on some systems.
    .replace(/^[. ]+|[. ]+$/gu, "");
  if (!visible.test(text)) return NAMELESS;
  // The last part of the address of a preview is this word.
  return text === "preview" ? `${text}_` : shortened(text);
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= limits.fileNameBytesMax) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && name.length - dot <= ENDING_CHARACTERS_MAX ? name.slice(dot) : "";
  let stem = "";
  let bytesLeft = limits.fileNameBytesMax - Buffer.byteLength(ending);
  for (const character of name.slice(0, name.length - ending.length)) {
    bytesLeft -= Buffer.byteLength(character);
    if (bytesLeft < 0) break;
    stem += character;
  }
  return stem + ending;
}
