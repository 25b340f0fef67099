import * as v from "valibot";
import { fileId } from "./ids.ts";

const pixels = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** A file that a message names. */
export const fileInfo = v.object({
  id: fileId,
  /** Without parts of a path, for people. */
  name: v.string(),
  /** Found in the file's first bytes, where they tell; never a type that can run something. */
  type: v.string(),
  byteLength: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  /** Of pictures only, as they are shown. */
  width: v.optional(pixels),
  height: v.optional(pixels),
});
/** A file that a message names: `GET /api/files/{id}/{name}`. */
export interface FileInfo {
  /** The file's id. */
  id: string;
  /** The name that its user gave it, without parts of a path. */
  name: string;
  /** The media type, found in the file's first bytes where they tell. */
  type: string;
  /** The bytes of a download. A picture has fewer than were uploaded, where the server removed its metadata. */
  byteLength: number;
  /** Pixels, of pictures only. */
  width?: number | undefined;
  /** Pixels, of pictures only. */
  height?: number | undefined;
}

/** Shown in a page; everything else is only ever downloaded. None of them can run a script. */
const pictureTypes: readonly string[] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];
const soundAndVideoTypes: readonly string[] = [
  ...["video/mp4", "video/webm", "video/ogg"],
  ...["audio/mp4", "audio/webm", "audio/ogg", "audio/mpeg", "audio/wav", "audio/flac"],
];

/**
 * Whether a page shows or plays a file of that type in place.
 * @example const isLink = !isShownInline(file.type);
 */
export function isShownInline(type: string): boolean {
  return pictureTypes.includes(type) || soundAndVideoTypes.includes(type);
}
