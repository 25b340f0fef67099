import { ShoalError } from "../../../protocol/errors.ts";

/** The version of tus, and what of it the server can do beyond its core. */
export const TUS_VERSION = "1.0.0";
export const tusExtensions = "creation,termination";
export const uploadMediaType = "application/offset+octet-stream";

/** Headers that pages of other origins may send and read. */
export const uploadHeadersUp =
  "Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset, X-HTTP-Method-Override, Range, If-Range, If-None-Match";
export const uploadHeadersDown =
  "Location, Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Upload-Length, Upload-Offset, ETag, Content-Range, Content-Disposition";

const METADATA_CHARACTERS_MAX = 4 * 1024;

/** Throws `upload-version-unsupported`. */
export function requireTus({ headers }: Request): void {
  if (headers.get("tus-resumable") !== TUS_VERSION) throw new ShoalError("upload-version-unsupported");
}

/** A header that counts bytes; undefined where it is missing. Throws `bad-frame`. */
export function byteCount({ headers }: Request, name: string): number | undefined {
  const text = headers.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (!/^\d{1,15}$/.test(text)) throw new ShoalError("bad-frame", { message: `${name} must be a number of bytes, in digits.` });
  return value;
}

/** The same for a header that must be there. */
export function requiredByteCount(request: Request, name: string): number {
  const value = byteCount(request, name);
  if (value === undefined) throw new ShoalError("bad-frame", { message: `The header ${name} is missing.` });
  return value;
}

/** `Upload-Metadata`: names, each with a value in base64, between commas. Throws `bad-frame`. */
export function uploadMetadata({ headers }: Request): ReadonlyMap<string, string> {
  const text = headers.get("upload-metadata") ?? "";
  if (text.length > METADATA_CHARACTERS_MAX) throw invalidMetadata();
  const values = new Map<string, string>();
  for (const item of text.split(",").map((each) => each.trim())) {
    if (item === "") continue;
    const [name = "", encoded = "", ...more] = item.split(" ");
    if (more.length > 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || values.has(name)) throw invalidMetadata();
    values.set(name, Buffer.from(encoded, "base64").toString("utf8"));
  }
  return values;
}

function invalidMetadata(): ShoalError {
  return new ShoalError("bad-frame", {
    message: `Upload-Metadata must be names with a value in base64, between commas, in at most ${METADATA_CHARACTERS_MAX} characters.`,
  });
}
