import type { BlobReader } from "../blob-reader.ts";
import { Content } from "../content.ts";
import { ascii, type Picture, SEGMENTS_MAX, viewOf } from "./picture.ts";

const SIGNATURE_BYTES = 8;
/** Length and type before the data, a checksum after it. */
const CHUNK_HEAD_BYTES = 8;
const CHUNK_EXTRA_BYTES = 12;

/** Where and when a picture was taken, by whom and with what. */
const metadataTypes = ["eXIf", "tEXt", "iTXt", "zTXt", "tIME"];

/** Undefined for what is no PNG up to its end. Metadata, and what follows the end, are left out. */
export async function examinePng(reader: BlobReader): Promise<Picture | undefined> {
  const header = viewOf(await reader.read(0, SIGNATURE_BYTES + CHUNK_HEAD_BYTES + 8));
  if (header.byteLength < SIGNATURE_BYTES + CHUNK_HEAD_BYTES + 8) return undefined;
  const size = { width: header.getUint32(16), height: header.getUint32(20) };
  const content = new Content();
  content.keep(0, SIGNATURE_BYTES);
  let start = SIGNATURE_BYTES;
  for (let index = 0; index < SEGMENTS_MAX; index += 1) {
    const head = await reader.read(start, CHUNK_HEAD_BYTES);
    if (head.length < CHUNK_HEAD_BYTES) return undefined;
    const type = ascii(head, 4, 8);
    if ((index === 0) !== (type === "IHDR")) return undefined;
    const end = start + CHUNK_EXTRA_BYTES + viewOf(head).getUint32(0);
    if (end > reader.byteLength) return undefined;
    if (!metadataTypes.includes(type)) content.keep(start, end);
    if (type === "IEND") return { ...size, content };
    start = end;
  }
  return undefined;
}
