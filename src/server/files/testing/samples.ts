import { crc32, deflateSync } from "node:zlib";

/** Small pictures with everything in them that gives people away. Each part that has to go has this text in it. */
export const SECRET = "SECRET-52.5200N-13.4050E";

type Bytes = Uint8Array<ArrayBuffer>;

export function bytesOf(...parts: (string | readonly number[] | Uint8Array)[]): Bytes {
  return Uint8Array.from(
    Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part)))),
  );
}

function uint(value: number, bytes: number, isLittleEndian = false): number[] {
  const digits = Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) % 256);
  return isLittleEndian ? digits : digits.reverse();
}

/** EXIF: an orientation, and a text. */
function tiffOf(orientation: number, isLittleEndian = false): Bytes {
  const number = (value: number, bytes: number): number[] => uint(value, bytes, isLittleEndian);
  return bytesOf(
    ...[isLittleEndian ? "II" : "MM", number(42, 2), number(8, 4), number(2, 2)],
    ...[number(0x010f, 2), number(2, 2), number(SECRET.length, 4), number(38, 4)],
    ...[number(0x0112, 2), number(3, 2), number(1, 4), number(orientation, 2), [0, 0]],
    ...[number(0, 4), SECRET],
  );
}

interface JpegOptions {
  readonly width?: number;
  readonly height?: number;
  readonly orientation?: number;
  readonly isLittleEndian?: boolean;
  /** Instead of `FF C0`. */
  readonly frameMarker?: number;
}

function segment(marker: number, ...parts: Parameters<typeof bytesOf>): Bytes {
  const data = bytesOf(...parts);
  return bytesOf([0xff, marker], uint(data.length + 2, 2), data);
}

export function exifSegmentOf(orientation: number, isLittleEndian = false): Bytes {
  return segment(0xe1, "Exif\0\0", tiffOf(orientation, isLittleEndian));
}

/** The parts that stay, with what goes between them. */
export function jpegOf({ width = 3, height = 2, orientation = 1, isLittleEndian, frameMarker = 0xc0 }: JpegOptions = {}): Bytes {
  const scan = [0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56];
  return bytesOf(
    [0xff, 0xd8],
    segment(0xe0, "JFIF\0", [1, 1, 0, 0, 1, 0, 1, 0, 0]),
    exifSegmentOf(orientation, isLittleEndian),
    segment(0xe1, "http://ns.adobe.com/xap/1.0/\0", SECRET),
    segment(0xe2, "ICC_PROFILE\0", [1, 1], "colours"),
    segment(0xe2, "MPF\0", SECRET),
    segment(0xed, "Photoshop 3.0\0", SECRET),
    segment(0xee, "Adobe", [0, 100, 0, 0, 0, 0, 1]),
    segment(0xfe, SECRET),
    segment(0xdb, [0], new Uint8Array(64)),
    segment(frameMarker, [8], uint(height, 2), uint(width, 2), [1, 1, 0x11, 0]),
    ...[segment(0xda, [1, 1, 0, 0, 63, 0]), scan, segment(0xda, [1, 1, 0, 0, 63, 0]), scan],
    [0xff, 0xd9],
    ...["trailing ", SECRET],
  );
}

function chunk(type: string, data: Uint8Array): Bytes {
  const named = bytesOf(type, data);
  return bytesOf(uint(data.length, 4), named, uint(crc32(named), 4));
}

/** A picture that can be decoded. */
export function pngOf({ width = 3, height = 2 }: { width?: number; height?: number } = {}): Bytes {
  const isSmall = width * height <= 4_000_000;
  const rows = isSmall ? new Uint8Array(height * (1 + width * 3)) : new Uint8Array();
  return bytesOf(
    "\x89PNG\r\n\x1a\n",
    chunk("IHDR", bytesOf(uint(width, 4), uint(height, 4), [8, 2, 0, 0, 0])),
    chunk("eXIf", tiffOf(1)),
    chunk("tEXt", bytesOf("Comment\0", SECRET)),
    chunk("iTXt", bytesOf("XML:com.adobe.xmp\0\0\0\0\0", SECRET)),
    chunk("gAMA", bytesOf(uint(45_455, 4))),
    chunk("IDAT", deflateSync(rows)),
    chunk("zTXt", bytesOf(SECRET)),
    chunk("tIME", bytesOf(uint(2026, 2), [1, 1, 0, 0, 0])),
    chunk("IEND", new Uint8Array()),
    SECRET,
  );
}

export function webpOf({ width = 3, height = 2 }: { width?: number; height?: number } = {}): Bytes {
  const part = (type: string, data: Bytes): Bytes =>
    bytesOf(type, uint(data.length, 4, true), data, data.length % 2 === 0 ? [] : [0]);
  const body = bytesOf(
    part("VP8X", bytesOf([0x0c, 0, 0, 0], uint(width - 1, 3, true), uint(height - 1, 3, true))),
    part("VP8L", bytesOf([0x2f], uint((width - 1) | ((height - 1) << 14), 4, true), "pixels")),
    part("EXIF", tiffOf(1)),
    part("XMP ", bytesOf(SECRET)),
  );
  return bytesOf("RIFF", uint(4 + body.length, 4, true), "WEBP", body, SECRET);
}

export function gifOf({ width = 3, height = 2 }: { width?: number; height?: number } = {}): Bytes {
  return bytesOf("GIF89a", uint(width, 2, true), uint(height, 2, true), [0, 0, 0, 0x3b]);
}

function box(type: string, ...parts: Parameters<typeof bytesOf>): Bytes {
  const data = bytesOf(...parts);
  return bytesOf(uint(data.length + 8, 4), type, data);
}

export function avifOf({ width = 3, height = 2 }: { width?: number; height?: number } = {}): Bytes {
  const size = box("ispe", [0, 0, 0, 0], uint(width, 4), uint(height, 4));
  return bytesOf(box("ftyp", "avif", [0, 0, 0, 0], "mif1"), box("meta", [0, 0, 0, 0], box("iprp", box("ipco", size))));
}

export function mp4Of(...brands: readonly string[]): Bytes {
  const [first = "isom", ...others] = brands;
  return bytesOf(box("ftyp", first, [0, 0, 0, 0], ...others), box("mdat", "frames"));
}
