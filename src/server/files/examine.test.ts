import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { isShownInline } from "../../protocol/files.ts";
import { examine, PICTURE_PIXELS_MAX } from "./examine.ts";
import { avifOf, bytesOf, exifSegmentOf, gifOf, jpegOf, mp4Of, pngOf, SECRET, webpOf } from "./testing/samples.ts";

type Bytes = Uint8Array<ArrayBuffer>;

async function typeOf(bytes: Bytes, declaredType = ""): Promise<string> {
  return (await examine(new Blob([bytes]), declaredType)).type;
}

/** What would be stored. */
async function stored(bytes: Bytes): Promise<Bytes> {
  const blob = new Blob([bytes]);
  const { content } = await examine(blob, "");
  return content === undefined ? bytes : bytesOf(...(await Array.fromAsync(content.chunksOf(blob))));
}

const pictures = [
  ["image/png", pngOf],
  ["image/jpeg", jpegOf],
  ["image/webp", webpOf],
  ["image/gif", gifOf],
  ["image/avif", avifOf],
] as const;

describe("[P82a] the type", () => {
  test.each(pictures)("%s is found with its size", async (type, pictureOf) => {
    const found = await examine(new Blob([pictureOf({ width: 640, height: 480 })]), "text/html");
    expect(found).toMatchObject({ type, width: 640, height: 480 });
  });

  test.each([
    ["video/mp4", mp4Of("isom", "mp42")],
    ["video/mp4", mp4Of("dash")],
    ["audio/mp4", mp4Of("M4A ", "isom")],
    ["video/webm", bytesOf([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x84], "webm")],
    ["video/webm", bytesOf([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x84], "webm", "V_VP9", "A_OPUS")],
    ["audio/webm", bytesOf([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x84], "webm", "A_OPUS")],
    ["audio/mp4", bytesOf(mp4Of("isom", "mp42"), "moovtrakhdlrsoun")],
    ["video/mp4", bytesOf(mp4Of("isom", "mp42"), "moovtrakhdlrvidetrakhdlrsoun")],
    ["audio/ogg", bytesOf("OggS", [0, 2], "…\x01vorbis")],
    ["audio/ogg", bytesOf("OggS", [0, 2], "OpusHead")],
    ["video/ogg", bytesOf("OggS", [0, 2], "\x80theora")],
    ["audio/mpeg", bytesOf("ID3", [4, 0, 0])],
    ["audio/mpeg", bytesOf([0xff, 0xfb, 0x90, 0x64])],
    ["audio/wav", bytesOf("RIFF", [1, 0, 0, 0], "WAVEfmt ")],
    ["audio/flac", bytesOf("fLaC", [0, 0, 0, 34])],
  ])("%s is found", async (type, bytes) => {
    expect(await typeOf(bytes, "text/html")).toBe(type);
    expect(isShownInline(type)).toBe(true);
  });

  test.each([
    ["SVG", bytesOf('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), "image/svg+xml"],
    ["HTML", bytesOf("<!doctype html><script>alert(1)</script>"), "text/html"],
    ["XML", bytesOf("<?xml version='1.0'?>"), "application/xhtml+xml"],
    ["a script", bytesOf("alert(1)"), "text/javascript"],
    ["what claims to be a picture", bytesOf("no picture"), "image/png"],
    ["QuickTime", mp4Of("qt  "), "video/quicktime"],
    ["HEIC", mp4Of("heic", "mif1"), "image/heic"],
    ["Matroska", bytesOf([0x1a, 0x45, 0xdf, 0xa3], "matroska"), "video/x-matroska"],
    ["an unknown codec", bytesOf("OggS", [0, 2], "unknown"), "audio/ogg"],
    ["two bytes that begin like a frame of MP3", bytesOf([0xff, 0xfb, 0xf0]), "audio/mpeg"],
    ["a type with more in it", bytesOf("x"), "text/plain; charset=utf-7"],
    ["nothing", bytesOf(), ""],
  ])("%s is a download of no known type", async (_what, bytes, declaredType) => {
    const type = await typeOf(bytes, declaredType);
    expect(type).toBe("application/octet-stream");
    expect(isShownInline(type)).toBe(false);
  });

  test.each(["application/pdf", "text/plain", "application/zip", "application/vnd.oasis.opendocument.text"])(
    "%s is taken from the client, for a download",
    async (type) => {
      expect(await typeOf(bytesOf("%PDF or what it is"), type)).toBe(type);
      expect(isShownInline(type)).toBe(false);
    },
  );

  test("a file that is two at once is what its first bytes say", async () => {
    const polyglot = bytesOf(gifOf(), "/*<script>alert(1)</script>*/");
    expect(await typeOf(polyglot, "text/html")).toBe("image/gif");
  });
});

describe("[P82b] metadata", () => {
  test.each([
    ["PNG", pngOf],
    ["JPEG", jpegOf],
    ["WebP", webpOf],
  ])("of a %s goes, and what it shows stays", async (_name, pictureOf) => {
    const bytes = pictureOf();
    expect(Buffer.from(bytes).includes(SECRET)).toBe(true);
    const clean = await stored(bytes);
    expect(Buffer.from(clean).includes(SECRET)).toBe(false);
    expect(await examine(new Blob([clean]), "")).toMatchObject({ width: 3, height: 2 });
    // Nothing is left to remove.
    expect(Buffer.from(await stored(clean)).equals(clean)).toBe(true);
  });

  test("a JPEG keeps its colours, its tables and its scans byte for byte", async () => {
    const clean = Buffer.from(await stored(jpegOf()));
    for (const part of ["JFIF\0", "ICC_PROFILE\0\x01\x01colours", "Adobe", "\x12\xff\x00\x34\xff\xd0\x56"]) {
      expect(clean.includes(Buffer.from(part, "latin1"))).toBe(true);
    }
    expect(clean.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
  });

  test("a JPEG keeps its orientation, and its size is that of the turned picture", async () => {
    for (const isLittleEndian of [true, false]) {
      for (let orientation = 2; orientation <= 8; orientation += 1) {
        const options = { width: 30, height: 20, orientation, isLittleEndian };
        const clean = await stored(jpegOf(options));
        expect(Buffer.from(clean).includes(SECRET)).toBe(false);
        const size = orientation >= 5 ? { width: 20, height: 30 } : { width: 30, height: 20 };
        expect(await examine(new Blob([clean]), "")).toMatchObject(size);
        expect(Buffer.from(clean).filter((byte) => byte === 0xe1)).toHaveLength(1);
      }
    }
  });

  test("a picture and its clean copy show the same, the orientation included", async () => {
    const png = pngOf({ width: 64, height: 40 });
    const jpeg = await new Bun.Image(png).jpeg().bytes();
    const turned = bytesOf(jpeg.subarray(0, 2), exifSegmentOf(6), jpeg.subarray(2));
    for (const bytes of [png, turned]) {
      const clean = await stored(bytes);
      expect(clean.length).toBeLessThan(bytes.length);
      const [before, after] = await Promise.all([bytes, clean].map((each) => new Bun.Image(each).png().bytes()));
      expect(Buffer.from(before ?? []).equals(Buffer.from(after ?? []))).toBe(true);
    }
    expect(await new Bun.Image(await stored(turned)).png().bytes()).not.toEqual(await new Bun.Image(jpeg).png().bytes());
  });

  test("a JPEG that was cut off is shown as far as it goes", async () => {
    const bytes = jpegOf().subarray(0, -38);
    expect(await examine(new Blob([bytes]), "")).toMatchObject({ type: "image/jpeg", width: 3 });
  });
});

describe("[P82c] a header that says too much", () => {
  test.each(pictures)("%s of 100,000 × 100,000, or as many as fit, is a download", async (_type, pictureOf) => {
    const side = pictureOf === jpegOf || pictureOf === gifOf ? 65_535 : 100_000;
    // A WebP with this header cannot say more.
    const width = pictureOf === webpOf ? 16_384 : side;
    expect(await typeOf(pictureOf({ width, height: width }))).toBe("application/octet-stream");
  });

  test("the bound is a number of pixels", async () => {
    expect(await typeOf(pngOf({ width: PICTURE_PIXELS_MAX / 1_000, height: 1_000 }))).toBe("image/png");
    expect(await typeOf(pngOf({ width: PICTURE_PIXELS_MAX / 1_000 + 1, height: 1_000 }))).toBe("application/octet-stream");
    expect(await typeOf(pngOf({ width: 0, height: 1_000 }))).toBe("application/octet-stream");
  });

  test("a picture whose parts do not fit together is a download", async () => {
    for (const pictureOf of [pngOf, webpOf]) expect(await typeOf(pictureOf().subarray(0, 60))).toBe("application/octet-stream");
    expect(await typeOf(bytesOf([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff]))).toBe("application/octet-stream");
    expect(await typeOf(bytesOf([0xff, 0xd8, 0xff, 0xe1, 0, 0, 0, 0]))).toBe("application/octet-stream");
  });

  test("a million parts are examined one after the other", async () => {
    const chunks = new Uint8Array(12 * 1_000_000);
    // Work for each pair of them would take hours: the time that a test has would be over.
    expect(await typeOf(bytesOf(pngOf().subarray(0, 33), chunks))).toBe("application/octet-stream");
    expect(await typeOf(bytesOf(jpegOf().subarray(0, 2), new Uint8Array(20_000_000).fill(0xff)))).toBe(
      "application/octet-stream",
    );
  });
});

test("whatever bytes there are, they are examined, and examining what was stored finds nothing more", async () => {
  const anyPicture = fc.constantFrom(pngOf(), jpegOf({ orientation: 6 }), webpOf(), gifOf(), avifOf(), mp4Of("isom"));
  const damage = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(anyPicture, damage, fc.nat(500), async (picture, changes, length) => {
      const bytes = Uint8Array.from(picture.subarray(0, Math.max(4, length)));
      for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
      const clean = await stored(bytes);
      expect(clean.length).toBeLessThanOrEqual(bytes.length + 38);
      expect(Buffer.from(await stored(clean)).equals(clean)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
