import { BlobReader } from "./blob-reader.ts";
import type { Content } from "./content.ts";
import { examineAvif } from "./pictures/avif.ts";
import { examineGif } from "./pictures/gif.ts";
import { examineJpeg } from "./pictures/jpeg.ts";
import type { Picture } from "./pictures/picture.ts";
import { examinePng } from "./pictures/png.ts";
import { examineWebp } from "./pictures/webp.ts";
import { SNIFFED_BYTES, sniff } from "./sniff.ts";
import type { StoredBlob } from "./stored-blob.ts";

/** A file that was looked at. */
export interface Examined {
  readonly type: string;
  /** Of pictures only. */
  readonly width?: number;
  readonly height?: number;
  /** What stays of it, where that is not everything. */
  readonly content?: Content;
}

/** A picture with more is a download: to show it, each reader would need 200 MB for it. */
export const PICTURE_PIXELS_MAX = 50_000_000;
const UNKNOWN_TYPE = "application/octet-stream";

/** Types that say what a download is, and that no browser runs: not HTML, SVG, XML or scripts. */
const harmlessType =
  /^(?:application\/(?:pdf|zip|gzip|json|x-7z-compressed|x-tar|vnd\.[a-z0-9.-]+)|text\/(?:plain|csv|markdown))$/;

/** Finds out what a file is by its own bytes, in bounded memory and without decoding it. `declaredType` counts only for downloads. */
export async function examine(blob: StoredBlob, declaredType: string): Promise<Examined> {
  const reader = new BlobReader(blob);
  const head = await reader.read(0, SNIFFED_BYTES);
  const type = sniff(head);
  if (type === undefined) return { type: harmlessType.test(declaredType) ? declaredType : UNKNOWN_TYPE };
  if (!type.startsWith("image/")) return { type };
  const picture = await examinePicture(type, reader, head);
  if (picture === undefined) return { type: UNKNOWN_TYPE };
  const { width, height, content } = picture;
  if (width === 0 || height === 0 || width * height > PICTURE_PIXELS_MAX) return { type: UNKNOWN_TYPE };
  return { type, width, height, ...(content !== undefined && !content.isWholeOf(blob) && { content }) };
}

async function examinePicture(type: string, reader: BlobReader, head: Uint8Array): Promise<Picture | undefined> {
  if (type === "image/png") return await examinePng(reader);
  if (type === "image/jpeg") return await examineJpeg(reader);
  if (type === "image/webp") return await examineWebp(reader);
  return type === "image/gif" ? examineGif(head) : examineAvif(head);
}
