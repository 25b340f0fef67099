import { ascii, viewOf } from "./picture.ts";

const ORIENTATION_TAG = 0x0112;
const ENTRY_BYTES = 12;
const ENTRIES_MAX = 1_000;
const SHORT = 3;

/** 1 to 8, from the first directory of EXIF; undefined where it does not say. */
export function orientationIn(tiff: Uint8Array): number | undefined {
  const order = ascii(tiff, 0, 2);
  if (tiff.length < 8 || (order !== "II" && order !== "MM")) return undefined;
  const isLittleEndian = order === "II";
  const view = viewOf(tiff);
  const directory = view.getUint32(4, isLittleEndian);
  if (directory + 2 > tiff.length) return undefined;
  const entryCount = Math.min(view.getUint16(directory, isLittleEndian), ENTRIES_MAX);
  for (let index = 0; index < entryCount; index += 1) {
    const entry = directory + 2 + index * ENTRY_BYTES;
    if (entry + ENTRY_BYTES > tiff.length) return undefined;
    if (view.getUint16(entry, isLittleEndian) !== ORIENTATION_TAG) continue;
    const orientation = view.getUint16(entry + 8, isLittleEndian);
    return orientation >= 1 && orientation <= 8 ? orientation : undefined;
  }
  return undefined;
}

/** A segment of a JPEG with EXIF that says nothing but this. */
export function orientationSegment(orientation: number): Uint8Array<ArrayBuffer> {
  const tiff = new Uint8Array(8 + 2 + ENTRY_BYTES + 4);
  const view = viewOf(tiff);
  tiff.set(new TextEncoder().encode("MM\0*"));
  view.setUint32(4, 8); // the directory follows
  view.setUint16(8, 1); // and has one entry
  view.setUint16(10, ORIENTATION_TAG);
  view.setUint16(12, SHORT);
  view.setUint32(14, 1);
  view.setUint16(18, orientation);
  const name = new TextEncoder().encode("Exif\0\0");
  const segment = new Uint8Array(4 + name.length + tiff.length);
  segment.set([0xff, 0xe1]);
  viewOf(segment).setUint16(2, segment.length - 2);
  segment.set(name, 4);
  segment.set(tiff, 4 + name.length);
  return segment;
}
