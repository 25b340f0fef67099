import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { newId } from "../../src/protocol/ids.ts";
import type { Blobs } from "../../src/server/files/blobs.ts";
import type { StoredBlob } from "../../src/server/files/stored-blob.ts";
import { countedBytes } from "../support/counted-bytes.ts";
import { eventually } from "../support/eventually.ts";
import { SeededRandom } from "../support/random.ts";

/** Where blobs live: they can be opened there again. Goes away with everything in it. */
export interface BlobsPlace extends AsyncDisposable {
  open(): Promise<Blobs>;
  /** The program `test/support/appending.ts` for this place, which is killed. */
  readonly appending: { readonly arguments: readonly string[]; readonly environment?: Readonly<Record<string, string>> };
}

export interface SharedBlobsPlace extends BlobsPlace {
  /** The bytes cannot be reached until the answer is called. */
  cutOff(): Promise<() => Promise<void>>;
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
      expect(await textIn(blob?.slice(2, 5))).toBe("234");
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

    test("any bytes in chunks of any size come back, in any part, read at once or as a stream", async () => {
      await using place = await newPlace();
      const random = new SeededRandom();
      const blobs = await place.open();
      const id = newId("f");
      const all = randomBytes(random, 2_500_000 + random.integer(0, 2_500_000));
      let offset = 0;
      while (offset < all.length) {
        const end = Math.min(all.length, offset + 1 + random.integer(0, 1_500_000));
        await blobs.append(id, offset, inChunks(all.subarray(offset, end), random));
        offset = end;
      }
      const blob = await (await place.open()).open(id);
      expect(blob?.size).toBe(all.length);
      expect(Buffer.compare((await blob?.bytes()) ?? all.slice(1), all)).toBe(0);
      for (let time = 0; time < 10; time += 1) {
        const start = random.integer(0, all.length);
        const end = start + random.integer(0, all.length - start);
        const part = blob?.slice(start, end);
        const bytes = time % 2 === 0 ? await part?.bytes() : await new Response(part?.stream()).bytes();
        expect(Buffer.compare(bytes ?? all, all.subarray(start, end))).toBe(0);
      }
    });

    test("a process that is killed in the middle of an append leaves a beginning of it, and the next one continues there", async () => {
      await using place = await newPlace();
      const id = newId("f");
      const script = join(import.meta.dir, "../support/appending.ts");
      const { arguments: parameters, environment } = place.appending;
      const child = Bun.spawn([process.execPath, script, id, ...parameters], {
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...process.env, ...environment },
      });
      const reader = child.stdout.getReader();
      const said = new TextDecoder().decode((await reader.read()).value);
      child.kill("SIGKILL");
      await child.exited;
      const blobs = await place.open();
      const size = (await blobs.size(id)) ?? 0;
      // What one append was told to have is there.
      expect(size).toBeGreaterThanOrEqual(Number(said.split("\n", 1)[0]));
      await blobs.append(id, size, inChunks(countedBytes(size, 1_000), new SeededRandom()));
      const bytes = await (await blobs.open(id))?.bytes();
      expect(Buffer.compare(bytes ?? new Uint8Array(1), countedBytes(0, size + 1_000))).toBe(0);
    });

    test("there is no room for more than any disk has", async () => {
      await using place = await newPlace();
      const blobs = await place.open();
      expect(await blobs.hasRoom(2 ** 60)).toBe(false);
    });
  });
}

/** What blobs that several nodes reach promise besides. */
export function sharedBlobsContract(name: string, newPlace: () => Promise<SharedBlobsPlace>): void {
  describe(name, () => {
    test("[P80c] while the bytes cannot be reached all is unavailable; afterwards nothing is lost", async () => {
      await using place = await newPlace();
      const blobs = await place.open();
      const id = newId("f");
      await blobs.append(id, 0, chunksOf("before "));
      const restore = await place.cutOff();
      const work = [
        () => blobs.append(id, 7, chunksOf("lost")),
        () => blobs.size(id),
        () => blobs.open(id),
        () => blobs.rename(id, `${id}.copy`),
        () => blobs.delete(id),
        () => idsOf(blobs),
      ];
      const refusals = await Promise.allSettled(work.map((each) => each()));
      for (const refused of refusals) expect(refused).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
      await restore();
      await eventually(async () => expect(await blobs.size(id)).toBe(7));
      await blobs.append(id, 7, chunksOf("after"));
      expect(await textOf(blobs, id)).toBe("before after");
    });

    test("of many that add at one offset from several nodes one does, and nothing of the others is in between", async () => {
      await using place = await newPlace();
      const nodes = await Promise.all([place.open(), place.open(), place.open()]);
      const id = newId("f");
      for (let round = 0; round < 5; round += 1) {
        const offset = round * 3;
        const appends = nodes.map((blobs, node) => blobs.append(id, offset, chunksOf(`${round}${node},`)));
        const results = await Promise.allSettled(appends);
        expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
        for (const result of results) if (result.status === "rejected") expect(result.reason).toMatchObject(wrongPlace);
      }
      expect(await textOf(await place.open(), id)).toMatch(/^0[012],1[012],2[012],3[012],4[012],$/);
    });
  });
}

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

async function* inChunks(bytes: Uint8Array, random: SeededRandom): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + random.integer(0, 300_000);
    yield bytes.slice(at, end);
    at = end;
  }
}

function randomBytes(random: SeededRandom, length: number): Uint8Array {
  const pattern = Uint8Array.from({ length: 65_521 }, () => random.integer(0, 256));
  return Uint8Array.from({ length }, (_, at) => (pattern[at % pattern.length] ?? 0) ^ (at >> 16));
}

async function* breakingOff(...texts: string[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield* chunksOf(...texts);
  throw new Error("cut");
}

async function textOf(blobs: Blobs, id: string): Promise<string | undefined> {
  return await textIn(await blobs.open(id));
}

async function textIn(blob: StoredBlob | undefined): Promise<string | undefined> {
  return blob && Buffer.from(await blob.bytes()).toString();
}

async function idsOf(blobs: Blobs): Promise<string[]> {
  return await Array.fromAsync(blobs.list());
}
