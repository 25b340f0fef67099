import type { BlobReader } from "../blob-reader.ts";
import { Content } from "../content.ts";
import { ascii, type Picture, SEGMENTS_MAX, viewOf } from "./picture.ts";

/** `RIFF`, a length, `WEBP`. */
const HEADER_BYTES = 12;
const CHUNK_HEAD_BYTES = 8;
/** The length in the header does not count itself and `RIFF`. */
const UNCOUNTED_BYTES = 8;
/** Bits of the first byte of VP8X that announce EXIF and XMP. */
const METADATA_FLAGS = 0b0000_1100;

/** Undefined for what is no WebP up to its end. EXIF and XMP, and what follows the end, are left out. */
export async function examineWebp(reader: BlobReader): Promise<Picture | undefined> {
  const header = await reader.read(0, HEADER_BYTES);
  if (header.length < HEADER_BYTES) return undefined;
  const fileEnd = UNCOUNTED_BYTES + viewOf(header).getUint32(4, true);
  if (fileEnd > reader.byteLength) return undefined;
  const body = new Content();
  let hasMore = fileEnd < reader.byteLength;
  let size: { width: number; height: number } | undefined;
  let start = HEADER_BYTES;
  for (let index = 0; start + CHUNK_HEAD_BYTES <= fileEnd; index += 1) {
    if (index === SEGMENTS_MAX) return undefined;
    const head = await reader.read(start, CHUNK_HEAD_BYTES + 10);
    const type = ascii(head, 0, 4);
    const byteLength = viewOf(head).getUint32(4, true);
    // Data of an odd length is padded.
    const end = start + CHUNK_HEAD_BYTES + byteLength + (byteLength % 2);
    if (end > fileEnd) return undefined;
    size ??= sizeIn(type, head.subarray(CHUNK_HEAD_BYTES));
    if (type === "VP8X" && byteLength > 0) {
      body.keep(start, start + CHUNK_HEAD_BYTES);
      const flags = head[CHUNK_HEAD_BYTES] ?? 0;
      body.insert(Uint8Array.of(flags & ~METADATA_FLAGS));
      hasMore ||= (flags & METADATA_FLAGS) !== 0;
      body.keep(start + CHUNK_HEAD_BYTES + 1, end);
    } else if (type === "EXIF" || type === "XMP ") hasMore = true;
    else body.keep(start, end);
    start = end;
  }
  return size && { ...size, ...(hasMore && { content: withHeader(body) }) };
}

function withHeader(body: Content): Content {
  const header = new Uint8Array(HEADER_BYTES);
  header.set(new TextEncoder().encode("RIFF"));
  viewOf(header).setUint32(4, HEADER_BYTES - UNCOUNTED_BYTES + body.byteLength, true);
  header.set(new TextEncoder().encode("WEBP"), 8);
  return body.after(header);
}

/** The canvas, or where the file is a single picture its size: the first chunk tells. */
function sizeIn(type: string, data: Uint8Array): { width: number; height: number } | undefined {
  if (data.length < 10) return undefined;
  const view = viewOf(data);
  if (type === "VP8X") return { width: 1 + uint24(view, 4), height: 1 + uint24(view, 7) };
  if (type === "VP8L" && data[0] === 0x2f) {
    const bits = view.getUint32(1, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  const isKeyFrame = ((data[0] ?? 1) & 1) === 0 && data[3] === 0x9d && data[4] === 0x01 && data[5] === 0x2a;
  if (type === "VP8 " && isKeyFrame) return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
  return undefined;
}

function uint24(view: DataView, offset: number): number {
  return view.getUint16(offset, true) + view.getUint8(offset + 2) * 0x1_0000;
}
