import { describe, expect, test } from "bun:test";
import { newId } from "../../src/protocol/ids.ts";
import type { Blobs } from "../../src/server/files/blobs.ts";

/** Where blobs live: they can be opened there again. Goes away with everything in it. */
export interface BlobsPlace extends AsyncDisposable {
  open(): Promise<Blobs>;
}

const wrongPlace = { code: "upload-offset-wrong" };

/** What `src/server/files/blobs.ts` promises: every implementation passes this suite. */
export function blobsContract(name: string, newPlace: () => Promise<BlobsPlace>): void {
  describe(name, () => {
    test("bytes come back as they were appended, also after opening again", async () => {
      await using place = await newPlace();
      const id = newId("f");
      const blobs = await place.open();
      await blobs.append(id, 0, chunksOf("one ", "two "));
      await blobs.append(id, 8, chunksOf("three"));
      const again = await place.open();
      expect(await again.size(id)).toBe(13);
      expect(await textOf(again, id)).toBe("one two three");
    });

    test("any part of a blob is read by its range", async () => {
      await using place = await newPlace();
      const blobs = await place.open();
      const id = newId("f");
      await blobs.append(id, 0, chunksOf("0123456789"));
      const blob = await blobs.open(id);
      expect(await blob?.slice(2, 5).text()).toBe("234");
      expect(await new Response(blob?.slice(5).stream()).text()).toBe("56789");
    });

    test("an append that breaks off leaves what came before, and the next one continues there", async () => {
      await using place = await newPlace();
      const blobs = await place.open();
      const id = newId("f");
      await expect(blobs.append(id, 0, breakingOff("some"))).rejects.toThrow("cut");
      expect(await blobs.size(id)).toBe(4);
      await blobs.append(id, 4, chunksOf(" more"));
      expect(await textOf(blobs, id)).toBe("some more");
    });

    test("an append anywhere but at the end is refused, and changes nothing", async () => {
      await using place = await newPlace();
      const blobs = await place.open();
      const id = newId("f");
      await expect(blobs.append(id, 3, chunksOf("late"))).rejects.toMatchObject(wrongPlace);
      expect(await blobs.size(id)).toBeUndefined();
      await blobs.append(id, 0, chunksOf("four"));
      for (const offset of [0, 3, 5]) await expect(blobs.append(id, offset, chunksOf("x"))).rejects.toMatchObject(wrongPlace);
      expect(await textOf(blobs, id)).toBe("four");
    });

    test("a blob may be empty", async () => {
      await using place = await newPlace();
      const blobs = await place.open();
      const id = newId("f");
      await blobs.append(id, 0, chunksOf());
      expect(await blobs.size(id)).toBe(0);
      expect(await textOf(blobs, id)).toBe("");
    });

    test("an unknown blob has no size and cannot be opened or renamed", async () => {
      await using place = await newPlace();
      const blobs = await place.open();
      const id = newId("f");
      expect([await blobs.size(id), await blobs.open(id)]).toEqual([undefined, undefined]);
      await expect(blobs.rename(id, newId("f"))).rejects.toMatchObject({ code: "not-found" });
    });

    test("deleting twice is deleting once", async () => {
      await using place = await newPlace();
      const blobs = await place.open();
      const id = newId("f");
      await blobs.append(id, 0, chunksOf("gone"));
      await blobs.delete(id);
      await blobs.delete(id);
      expect(await (await place.open()).size(id)).toBeUndefined();
      expect(await idsOf(blobs)).toEqual([]);
    });

    test("a renamed blob replaces the one that had the name", async () => {
      await using place = await newPlace();
      const blobs = await place.open();
      const id = newId("f");
      await blobs.append(id, 0, chunksOf("old"));
      await blobs.append(`${id}.new`, 0, chunksOf("newer"));
      await blobs.rename(`${id}.new`, id);
      expect(await textOf(blobs, id)).toBe("newer");
      expect(await idsOf(blobs)).toEqual([id]);
    });

    test("the list has every id once, with what belongs to a part of the work", async () => {
      await using place = await newPlace();
      const blobs = await place.open();
      const ids = Array.from({ length: 40 }, () => newId("f")).flatMap((id) => [id, `${id}.upload`]);
      await Promise.all(ids.map((id) => blobs.append(id, 0, chunksOf(id))));
      expect((await idsOf(blobs)).toSorted()).toEqual(ids.toSorted());
    });

    test.each(["", "a", "../x", "f_1/..", "f_1\0", "f_1.UPLOAD", "f_1.a.b", "."])("%j is not an id", async (id) => {
      await using place = await newPlace();
      const blobs = await place.open();
      await expect(blobs.append(id, 0, chunksOf("x"))).rejects.toThrow();
      await expect(blobs.open(id)).rejects.toThrow();
    });

    test("there is no room for more than any disk has", async () => {
      await using place = await newPlace();
      const blobs = await place.open();
      expect(await blobs.hasRoom(2 ** 60)).toBe(false);
    });
  });
}

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

async function* breakingOff(...texts: string[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield* chunksOf(...texts);
  throw new Error("cut");
}

async function textOf(blobs: Blobs, id: string): Promise<string | undefined> {
  return await (await blobs.open(id))?.text();
}

async function idsOf(blobs: Blobs): Promise<string[]> {
  return await Array.fromAsync(blobs.list());
}
