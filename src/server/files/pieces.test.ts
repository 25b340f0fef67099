import { expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import { Pieces } from "./pieces.ts";

const MEBIBYTE = 1024 ** 2;

async function* chunksOf(count: number, until = Promise.resolve()): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let index = 0; index < count; index += 1) yield new Uint8Array(MEBIBYTE / 4);
  await until;
}

test("pieces are as large as they may be, while little waits", async () => {
  const lengths: number[] = [];
  await new Pieces(MEBIBYTE).write(chunksOf(10), async ({ length }) => void lengths.push(length));
  expect(lengths).toEqual([MEBIBYTE, MEBIBYTE, MEBIBYTE / 2]);
});

test("uploads that stand still hold 64 MiB together, whatever their number, and lose nothing", async () => {
  const pieces = new Pieces(4 * MEBIBYTE);
  const { promise, resolve } = Promise.withResolvers<void>();
  const lengths: number[] = [];
  const written = () => lengths.reduce((sum, length) => sum + length, 0);
  const note = async ({ length }: Uint8Array) => void lengths.push(length);
  const stalled = Array.from({ length: 60 }, () => pieces.write(chunksOf(15, promise), note));
  await eventually(() => expect(60 * 15 * (MEBIBYTE / 4) - written()).toBeLessThanOrEqual(64 * MEBIBYTE));
  resolve();
  await Promise.all(stalled);
  expect(written()).toBe(60 * 15 * (MEBIBYTE / 4));
  lengths.length = 0;
  await pieces.write(chunksOf(16), note);
  expect(lengths).toEqual([4 * MEBIBYTE]);
});

test("after a piece that could not be written none is, and its error is told", async () => {
  let written = 0;
  const writing = new Pieces(MEBIBYTE).write(chunksOf(20), async () => {
    written += 1;
    throw new Error("away");
  });
  await expect(writing).rejects.toThrow("away");
  expect(written).toBe(1);
});
