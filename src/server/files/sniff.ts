import { ascii } from "./pictures/picture.ts";

/** What the type is found in. */
export const SNIFFED_BYTES = 64 * 1024;

/** The media type by the first bytes; undefined for everything that is not shown in a page. The name and the client are not asked. */
export function sniff(head: Uint8Array): string | undefined {
  const begins = (text: string, at = 0): boolean => ascii(head, at, at + text.length) === text;
  if (begins("\x89PNG\r\n\x1a\n")) return "image/png";
  if (begins("\xff\xd8\xff")) return "image/jpeg";
  if (begins("GIF87a") || begins("GIF89a")) return "image/gif";
  if (begins("RIFF") && begins("WEBP", 8)) return "image/webp";
  if (begins("RIFF") && begins("WAVE", 8)) return "audio/wav";
  if (begins("ftyp", 4)) return byBrand(head);
  if (begins("\x1a\x45\xdf\xa3")) return byWebmCodec(head);
  if (begins("OggS")) return byOggCodec(head);
  if (begins("fLaC")) return "audio/flac";
  if (begins("ID3") || isMpegAudio(head)) return "audio/mpeg";
  return undefined;
}

/** The brands of the first box: what the file can be read as. */
function byBrand(head: Uint8Array): string | undefined {
  const brands = new Set<string>();
  const boxEnd = Math.min(Buffer.from(head.subarray(0, 4)).readUInt32BE(), head.length, 256);
  // After the first brand comes its version.
  for (let at = 8; at + 4 <= boxEnd; at += at === 8 ? 8 : 4) brands.add(ascii(head, at, at + 4));
  const hasAny = (...names: string[]): boolean => names.some((name) => brands.has(name));
  if (hasAny("avif", "avis")) return "image/avif";
  if (hasAny("heic", "heix", "mif1", "qt  ")) return undefined;
  if (hasAny("M4A ", "M4B ")) return "audio/mp4";
  if (!hasAny("isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "dash")) return undefined;
  // A recorder of sound claims the brands of video. The tracks say what they are, where they stand at the beginning.
  const text = Buffer.from(head).toString("latin1");
  return text.includes("hdlr") && text.includes("soun") && !text.includes("vide") ? "audio/mp4" : "video/mp4";
}

/** The name of the document type is among the first elements; the names of the codecs come before what they encode. */
function byWebmCodec(head: Uint8Array): string | undefined {
  if (!ascii(head, 0, 64).includes("webm")) return undefined;
  const text = Buffer.from(head).toString("latin1");
  return /A_(?:OPUS|VORBIS)/.test(text) && !/V_(?:VP8|VP9|AV1)/.test(text) ? "audio/webm" : "video/webm";
}

/** The first page has the first packet of a codec; only one that carries a codec of the web is played. */
function byOggCodec(head: Uint8Array): string | undefined {
  const text = ascii(head, 0, 256);
  if (text.includes("\x80theora")) return "video/ogg";
  return text.includes("\x01vorbis") || text.includes("OpusHead") || text.includes("\x7fFLAC") ? "audio/ogg" : undefined;
}

/** The head of a frame of MPEG 1 or 2, layer 3, with a bit rate and a sample rate that exist. */
function isMpegAudio([sync, kind = 0, rates = 0]: Uint8Array): boolean {
  const isLayer3 = sync === 0xff && [0xfa, 0xfb, 0xf2, 0xf3, 0xe2, 0xe3].includes(kind);
  const bitRate = rates >> 4;
  return isLayer3 && bitRate !== 0 && bitRate !== 0xf && ((rates >> 2) & 3) !== 3;
}
