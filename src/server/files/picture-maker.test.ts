import { describe, expect, test } from "bun:test";
import { inflateSync } from "node:zlib";
import { limits } from "../../protocol/limits.ts";
import { examine } from "./examine.ts";
import { OTHER_PIXELS_MAX, PICTURE_SIDE_MAX, pictureMadeOf, RATIO_MAX } from "./picture-maker.ts";
import { squareOf } from "./pictures/square.ts";
import { type Colour, drawn } from "./testing/drawn.ts";
import { avifOf, bytesOf, exifSegmentOf, gifOf, jpegOf, mp4Of, pngOf, SECRET, webpOf } from "./testing/samples.ts";

const red: Colour = [255, 0, 0, 255];
const green: Colour = [0, 255, 0, 255];
const blue: Colour = [0, 0, 255, 255];
const clear: Colour = [0, 0, 0, 0];

/** Green and blue between 290 and 610, red outside. */
function stripes(at: number): Colour {
  if (at < 290 || at >= 610) return red;
  return at < 450 ? green : blue;
}

/** The colours at some places of a picture, each from 0 to 1. */
async function coloursAt(picture: Uint8Array, places: readonly (readonly [x: number, y: number])[]): Promise<number[][]> {
  return await Promise.all(
    places.map(async ([x, y]) => {
      const { pixels, side } = await pixelsOf(picture);
      const at = (Math.floor(y * (side - 1)) * side + Math.floor(x * (side - 1))) * 3;
      return [...pixels.subarray(at, at + 3)].map((part) => Math.round(part / 255));
    }),
  );
}

/** Through the code that is tried here: a square stays as it is. Its rows have no filter. */
async function pixelsOf(picture: Uint8Array): Promise<{ pixels: Uint8Array; side: number }> {
  const png = squareOf(await new Bun.Image(Uint8Array.from(picture)).png().bytes());
  const side = Buffer.from(png).readUInt32BE(16);
  const start = Buffer.from(png).indexOf("IDAT", 0, "latin1");
  const rows = inflateSync(png.subarray(start + 4, start + 4 + Buffer.from(png).readUInt32BE(start - 4)));
  const pixels = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y += 1) pixels.set(rows.subarray(y * (side * 3 + 1) + 1, (y + 1) * (side * 3 + 1)), y * side * 3);
  return { pixels, side };
}

const sizeOf = async (bytes: Uint8Array<ArrayBuffer>) => await examine(new Blob([bytes]), "");
const made = async (bytes: Uint8Array<ArrayBuffer>) => await pictureMadeOf(new Blob([bytes]));

describe("[P120b] a picture", () => {
  test.each([
    [900, 400, 256],
    [400, 900, 256],
    [256, 256, 256],
    [100, 40, 40],
    [1, 1, 1],
    [2_000, 251, 251],
  ])("of %d × %d is a square of %d", async (width, height, side) => {
    const picture = await made(drawn(width, height, () => red));
    expect(await sizeOf(picture)).toMatchObject({ type: "image/webp", width: side, height: side });
    expect(side).toBeLessThanOrEqual(PICTURE_SIDE_MAX);
  });

  test("is the middle: what lies beside it is cut off, on both sides alike", async () => {
    const wide = await made(drawn(900, 300, (x) => stripes(x)));
    const expected = [
      [0, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 1],
    ];
    const across = [0.02, 0.4, 0.6, 0.98];
    expect(
      await coloursAt(
        wide,
        across.map((x) => [x, 0.5] as const),
      ),
    ).toEqual(expected);
    const high = await made(drawn(300, 900, (_, y) => stripes(y)));
    expect(
      await coloursAt(
        high,
        across.map((y) => [0.5, y] as const),
      ),
    ).toEqual(expected);
  });

  test("is turned as its orientation says, and has no metadata", async () => {
    const png = drawn(400, 400, (x, y) => [y < 200 && x < 200 ? 255 : 0, y < 200 && x >= 200 ? 255 : 0, y < 200 ? 0 : 255, 255]);
    const jpeg = await new Bun.Image(png).jpeg({ quality: 95 }).bytes();
    // 6: the top is on the right when it is shown.
    const turned = bytesOf(jpeg.subarray(0, 2), exifSegmentOf(6), jpeg.subarray(2));
    expect(Buffer.from(turned).includes(SECRET)).toBe(true);
    const picture = await made(turned);
    expect(
      await coloursAt(picture, [
        [0.9, 0.1],
        [0.9, 0.9],
        [0.1, 0.5],
      ]),
    ).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(Buffer.from(picture).includes("EXIF")).toBe(false);
    for (const source of [turned, pngOf({ width: 64, height: 40 })]) {
      expect(Buffer.from(await made(source)).includes(SECRET)).toBe(false);
    }
  });

  test("has white behind what is transparent, and its colours otherwise", async () => {
    const picture = await made(drawn(300, 300, (x, y) => (x + y < 300 ? clear : red)));
    expect(
      await coloursAt(picture, [
        [0.1, 0.1],
        [0.9, 0.9],
      ]),
    ).toEqual([
      [1, 1, 1],
      [1, 0, 0],
    ]);
  });

  test("of a moving picture is its first frame", async () => {
    const frame = (index: number) => [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, index === 0 ? 0x44 : 0x4c, 1, 0];
    const header = bytesOf("GIF89a", [1, 0, 1, 0, 0x80, 0, 0], [255, 0, 0], [0, 0, 255]);
    const picture = await made(bytesOf(header, frame(0), frame(1), [0x3b]));
    expect(await coloursAt(picture, [[0, 0]])).toEqual([[1, 0, 0]]);
  });

  test("is small, whatever is in it", async () => {
    const noise = drawn(600, 600, (x, y) => [(x * 7919 + y * 104_729) % 256, (x * y * 31) % 256, (x ^ (y * 13)) % 256, 255]);
    expect((await made(noise)).length).toBeLessThan(80 * 1024);
  });
});

describe("[P120c] what becomes no picture", () => {
  const truncated = drawn(300, 300, () => red);
  test.each([
    ["an SVG", bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ["a text", bytesOf("hello")],
    ["nothing", bytesOf()],
    ["a video", mp4Of("isom")],
    ["an AVIF", avifOf()],
    ["a GIF without pixels", gifOf()],
    ["a JPEG without pixels", jpegOf()],
    ["a WebP without pixels", webpOf()],
    ["a PNG whose pixels are broken", bytesOf(pngOf({ width: 3_000, height: 3_000 }))],
    ["a PNG that was cut off", truncated.slice(0, truncated.length / 2)],
    ["a long and narrow one", drawn(RATIO_MAX * 10 + 1, 10, () => red)],
  ])("%s is invalid", async (_what, bytes) => {
    await expect(made(bytes)).rejects.toMatchObject({ code: "picture-invalid" });
  });

  test.each([
    [
      "too many bytes",
      bytesOf(
        drawn(30, 30, () => red),
        new Uint8Array(limits.pictureBytesMax),
      ),
    ],
    ["too many pixels", pngOf({ width: 4_000, height: OTHER_PIXELS_MAX / 4_000 + 1 })],
    ["a progressive JPEG of too many pixels", jpegOf({ width: 4_000, height: 2_501, frameMarker: 0xc2 })],
    ["a baseline JPEG of too many pixels", jpegOf({ width: 5_000, height: 5_001 })],
  ])("%s is too large", async (_what, bytes) => {
    await expect(made(bytes)).rejects.toMatchObject({ code: "picture-too-large" });
  });
});
