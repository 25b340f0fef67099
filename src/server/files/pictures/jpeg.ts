import type { BlobReader } from "../blob-reader.ts";
import { Content } from "../content.ts";
import { orientationIn, orientationSegment } from "./exif.ts";
import { ascii, type Picture, SEGMENTS_MAX, viewOf } from "./picture.ts";

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const COMMENT = 0xfe;
/** `FF`, the marker, and a length that counts itself. */
const SEGMENT_HEAD_BYTES = 4;
/** Enough of a segment for its size, the name of its application, and the first directory of EXIF. */
const EXAMINED_BYTES = 16 * 1024;

export interface JpegPicture extends Picture {
  /** Decoding one that is not needs memory for all of it at once. */
  readonly isBaseline: boolean;
}

/**
 * Undefined for what is no JPEG. What applications added (EXIF, XMP, IPTC, previews), comments, and what follows the end are left out; what
 * colours need stays, and so does the orientation.
 */
export async function examineJpeg(reader: BlobReader): Promise<JpegPicture | undefined> {
  const content = new Content();
  content.keep(0, 2);
  let frame: { width: number; height: number; isBaseline: boolean } | undefined;
  let orientation = 1;
  let start: number | undefined = 2;
  for (let index = 0; index < SEGMENTS_MAX; index += 1) {
    const head = await reader.read(start, SEGMENT_HEAD_BYTES);
    const [prefix, marker = 0] = head;
    // A picture that was cut off has no end, and is shown as far as it goes.
    if (head.length < SEGMENT_HEAD_BYTES && marker !== END_OF_IMAGE) return frame && pictureOf(frame, orientation, content);
    if (prefix !== 0xff) return undefined;
    if (marker === 0xff || marker === END_OF_IMAGE) {
      const isEnd = marker === END_OF_IMAGE;
      content.keep(start, start + (isEnd ? 2 : 1));
      if (isEnd) return frame && pictureOf(frame, orientation, content);
      start += 1;
      continue;
    }
    const end: number = start + 2 + viewOf(head).getUint16(2);
    if (end < start + SEGMENT_HEAD_BYTES || end > reader.byteLength) return undefined;
    const data = await reader.read(start + SEGMENT_HEAD_BYTES, Math.min(end - start - SEGMENT_HEAD_BYTES, EXAMINED_BYTES));
    if (isFrame(marker) && data.length >= 5) {
      frame ??= { height: viewOf(data).getUint16(1), width: viewOf(data).getUint16(3), isBaseline: marker <= 0xc1 };
    }
    const found = marker === 0xe1 && ascii(data, 0, 6) === "Exif\0\0" ? orientationIn(data.subarray(6)) : undefined;
    if (found !== undefined && found > 1 && orientation === 1) {
      orientation = found;
      content.insert(orientationSegment(orientation));
    }
    if (isKept(marker, data)) content.keep(start, end);
    start = end;
    if (marker !== START_OF_SCAN) continue;
    start = await endOfScan(reader, end);
    content.keep(end, start);
  }
  return undefined;
}

function pictureOf(
  { width, height, isBaseline }: { width: number; height: number; isBaseline: boolean },
  orientation: number,
  content: Content,
): JpegPicture {
  // 5 to 8 are turned by a quarter.
  return { ...(orientation >= 5 ? { width: height, height: width } : { width, height }), isBaseline, content };
}

/** Start of frame, of any kind; three markers among these numbers are tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function isKept(marker: number, data: Uint8Array): boolean {
  if (marker === COMMENT) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  const name = ascii(data, 0, 12);
  if (marker === 0xe0) return name.startsWith("JFIF\0");
  if (marker === 0xe2) return name === "ICC_PROFILE\0";
  return marker === 0xee && name.startsWith("Adobe");
}

/** Where the next segment begins. Within a scan `FF 00` is the byte FF, and `FF D0` to `FF D7` are marks inside it. */
async function endOfScan(reader: BlobReader, start: number): Promise<number> {
  let at = start;
  while (at + 1 < reader.byteLength) {
    const bytes = await reader.readOn(at, 2);
    const index = markerIn(bytes);
    if (index !== undefined) return at + index;
    // The last byte may be the first of a marker.
    at += Math.max(1, bytes.length - 1);
  }
  return reader.byteLength;
}

function markerIn(bytes: Uint8Array): number | undefined {
  for (let at = bytes.indexOf(0xff); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker !== 0 && marker !== 0xff && (marker < 0xd0 || marker > 0xd7)) return at;
  }
  return undefined;
}
