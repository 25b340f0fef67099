import { expect, test } from "bun:test";
import { join } from "node:path";
import { newGuest } from "../../../test/contract/storage/subject.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { limits } from "../../protocol/limits.ts";
import { openSqliteStorage } from "../storage/sqlite/sqlite-storage.ts";
import type { Storage } from "../storage/storage.ts";
import type { Blobs } from "./blobs.ts";
import { createFiles } from "./files.ts";
import { FolderBlobs } from "./folder-blobs.ts";
import { jpegOf, pngOf } from "./testing/samples.ts";

const photo = jpegOf();
const half = Math.floor(photo.length / 2);
const HOUR_MS = 60 * 60 * 1000;

/** A disk with a user, on which processes come and go. */
class Machine implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly storage: Storage;
  readonly blobs: Blobs;
  readonly userId: string;
  isBackedUp = false;
  readonly #folder: AsyncDisposable;

  private constructor(storage: Storage, blobs: Blobs, userId: string, folder: AsyncDisposable) {
    this.storage = storage;
    this.blobs = blobs;
    this.userId = userId;
    this.#folder = folder;
  }

  static async start(): Promise<Machine> {
    const folder = await temporaryFolder();
    const storage = await openSqliteStorage({ folder: folder.path, onCommit() {} });
    const guest = newGuest("ann");
    await storage.createGuest(guest);
    return new Machine(storage, await FolderBlobs.open(join(folder.path, "files")), guest.user.id, folder);
  }

  /** A process that is killed before the call of that number, to the storage or the disk. */
  run(callsMax = Number.POSITIVE_INFINITY, changed: Partial<Blobs> = {}) {
    let calls = 0;
    const mortal = <Part extends object>(part: Part): Part =>
      new Proxy(part, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== "function") return value;
          return (...parameters: unknown[]): unknown => {
            calls += 1;
            // The list is no promise: it fails when it is read.
            if (calls > callsMax) return name === "list" ? failing() : Promise.reject(new Error("killed"));
            return value.apply(target, parameters);
          };
        },
      });
    const { clock, storage, blobs, userId } = this;
    const changedBlobs = Object.assign(Object.create(blobs), bound(blobs), changed) as Blobs;
    const deletions = {
      attempt: async (work: () => Promise<void>) => {
        if (!this.isBackedUp) await work();
        return !this.isBackedUp;
      },
    };
    const files = createFiles({
      deletions,
      ...{ clock, storage: mortal(storage), blobs: mortal(changedBlobs), uploadBytesMax: () => limits.uploadBytesMax },
    });
    const create = (byteLength = photo.length) => files.uploads.create(userId, { name: "photo.jpg", type: "", byteLength });
    const append = (id: string, offset: number, bytes: Uint8Array<ArrayBuffer>) =>
      files.uploads.append(id, userId, { offset, byteLength: bytes.length, chunks: chunksOf(bytes) });
    return { ...files, create, append };
  }

  async blobIds(): Promise<string[]> {
    return (await Array.fromAsync(this.blobs.list())).toSorted();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.storage.close();
    await this.#folder[Symbol.asyncDispose]();
  }
}

function bound(blobs: Blobs): Blobs {
  return {
    append: (...all) => blobs.append(...all),
    size: (id) => blobs.size(id),
    open: (id) => blobs.open(id),
    rename: (...all) => blobs.rename(...all),
    delete: (id) => blobs.delete(id),
    list: () => blobs.list(),
    hasRoom: (byteLength) => blobs.hasRoom(byteLength),
  };
}

async function* failing(): AsyncGenerator<string> {
  yield await Promise.reject(new Error("killed"));
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let start = 0; start < bytes.length; start += 100) yield Uint8Array.from(bytes.subarray(start, start + 100));
}

/** Runs it with more and more calls until it is not killed any more. */
async function killedEverywhere(scenario: (callsMax: number) => Promise<boolean>): Promise<void> {
  let callsMax = 0;
  while (!(await scenario(callsMax))) callsMax += 1;
  expect(callsMax).toBeGreaterThan(3);
}

async function survives(work: () => Promise<unknown>): Promise<boolean> {
  return await work().then(
    () => true,
    (error: Error) => {
      if (error.message !== "killed") throw error;
      return false;
    },
  );
}

test("[P80c] killed between any two steps, an upload goes on where it was and becomes the same file", async () => {
  await using machine = await Machine.start();
  const whole = machine.run();
  const expectedId = await whole.create();
  await whole.append(expectedId, 0, photo);
  const expected = await (await machine.blobs.open(expectedId))?.bytes();

  await killedEverywhere(async (callsMax) => {
    const id = await machine.run().create();
    const first = machine.run(callsMax);
    const isDone = await survives(async () => {
      await first.append(id, 0, photo.slice(0, half));
      await first.append(id, half, photo.slice(half));
    });
    const second = machine.run();
    const { offset } = await second.uploads.progress(id, machine.userId);
    if (offset < photo.length) await second.append(id, offset, photo.slice(offset));
    expect(await second.uploads.progress(id, machine.userId)).toEqual({
      offset: photo.length,
      byteLength: photo.length,
    });
    expect(await (await machine.blobs.open(id))?.bytes()).toEqual(expected);
    expect(await machine.storage.findFile(id, machine.userId)).toMatchObject({ type: "image/jpeg", width: 3, height: 2 });
    await second.housekeeping.tidy();
    expect(await machine.blobIds()).toEqual([id, expectedId].toSorted());
    await second.uploads.abandon(id, machine.userId);
    return isDone;
  });
});

test("[P81d] killed between any two steps, nothing is left on the disk a day later", async () => {
  await using machine = await Machine.start();
  await killedEverywhere(async (callsMax) => {
    const process = machine.run(callsMax);
    const isDone = await survives(async () => {
      const id = await process.create();
      await process.append(id, 0, photo.slice(0, half));
      await process.append(id, half, photo.slice(half));
      const other = await process.create();
      await process.append(other, 0, photo.slice(0, half));
      await process.uploads.abandon(other, machine.userId);
      await process.uploads.abandon(id, machine.userId);
    });
    machine.clock.sleep(limits.uploadLifetimeMs + HOUR_MS);
    await machine.run().housekeeping.tidy();
    expect(await machine.blobIds()).toEqual([]);
    expect(await machine.storage.listDoomedBlobs(10)).toEqual([]);
    return isDone;
  });
});

test("[P81d] housekeeping that is killed between any two steps is finished by the next one", async () => {
  await using machine = await Machine.start();
  await killedEverywhere(async (callsMax) => {
    const process = machine.run();
    const id = await process.create();
    await process.append(id, 0, photo);
    await process.append(await process.create(), 0, photo.slice(0, half));
    await machine.blobs.append("f_nobodys", 0, chunksOf(photo));
    machine.clock.sleep(limits.uploadLifetimeMs + HOUR_MS);
    const isDone = await survives(() => machine.run(callsMax).housekeeping.tidy());
    await machine.run().housekeeping.tidy();
    expect(await machine.blobIds()).toEqual([]);
    expect(await machine.storage.listDoomedBlobs(10)).toEqual([]);
    return isDone;
  });
});

test("[P81d] housekeeping leaves alone what is uploaded, complete, previewed or being worked on", async () => {
  await using machine = await Machine.start();
  const process = machine.run();
  const png = pngOf({ width: 1_600, height: 10 });
  const picture = await process.create(png.length);
  await process.append(picture, 0, png);
  await process.downloads.openPreview(picture, machine.userId);
  const upload = await process.create();
  await process.append(upload, 0, photo.slice(0, half));
  const kept = [picture, `${picture}.preview`, `${upload}.upload`].toSorted();
  expect(await machine.blobIds()).toEqual(kept);
  await process.housekeeping.tidy();
  expect(await machine.blobIds()).toEqual(kept);

  const { promise, resolve } = Promise.withResolvers<void>();
  const busy = process.uploads.append(upload, machine.userId, { offset: half, byteLength: undefined, chunks: waiting(promise) });
  machine.clock.sleep(limits.uploadLifetimeMs + HOUR_MS);
  await process.housekeeping.tidy();
  expect(await machine.blobIds()).toEqual([`${upload}.upload`]);
  resolve();
  await busy;
  await process.housekeeping.tidy();
  expect(await machine.blobIds()).toEqual([]);
});

async function* waiting(until: Promise<void>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield photo.slice(half, half + 1);
  await until;
}

test("[P81c] an almost full disk takes no new upload and no more bytes of an old one", async () => {
  await using machine = await Machine.start();
  const id = await machine.run().create();
  const full = machine.run(Number.POSITIVE_INFINITY, { hasRoom: async () => false });
  await expect(full.create()).rejects.toMatchObject({ code: "disk-full", isRetryable: true });
  await expect(full.append(id, 0, photo)).rejects.toMatchObject({ code: "disk-full" });
  expect(await machine.run().uploads.progress(id, machine.userId)).toEqual({ offset: 0, byteLength: photo.length });
});

/** The picture of the only user. */
const choose = (machine: Machine, picture: string) =>
  machine.storage.updateProfile({ userId: machine.userId, picture, at: 0, expiredBefore: 0 });

test("[P120a] [P121c] killed between any two steps, an upload is a picture or still an upload, and nothing else is left on the disk", async () => {
  await using machine = await Machine.start();
  const png = pngOf({ width: 40, height: 30 });
  await killedEverywhere(async (callsMax) => {
    const id = await machine.run().create(png.length);
    await machine.run().append(id, 0, png);
    const mortal = machine.run(callsMax);
    const isDone = await survives(() => mortal.pictureMaker.make(id, machine.userId, () => choose(machine, id)));
    const { housekeeping, pictureMaker, downloads } = machine.run();
    await housekeeping.tidy();
    const isPicture = await machine.storage.findPicture(id);
    if (isPicture) expect(await machine.blobIds()).toEqual([`${id}.picture`]);
    else expect(await machine.storage.findFile(id, machine.userId)).toMatchObject({ width: 40 });
    // Asked for again, it is there.
    await pictureMaker.make(id, machine.userId, () => choose(machine, id));
    expect((await downloads.openPicture(id)).size).toBeGreaterThan(0);
    await housekeeping.tidy();
    expect(await machine.blobIds()).toEqual([`${id}.picture`]);
    await choose(machine, "");
    await expect(downloads.openPicture(id)).rejects.toMatchObject({ code: "not-found" });
    await housekeeping.deleteDoomed();
    expect(await machine.blobIds()).toEqual([]);
    return isDone;
  });
});

test("[P120a] [P120d] a refused picture leaves the upload as it was, and one at a time works on an upload", async () => {
  await using machine = await Machine.start();
  const process = machine.run();
  const png = pngOf({ width: 40, height: 30 });
  const id = await process.create(png.length);
  await process.append(id, 0, png);
  const make = (take: () => Promise<void>) => process.pictureMaker.make(id, machine.userId, take);
  await expect(make(() => choose(machine, "f_unknown"))).rejects.toMatchObject({ code: "file-not-found" });
  expect(await machine.blobIds()).toEqual([id]);
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = make(() => promise);
  await expect(make(() => choose(machine, id))).rejects.toMatchObject({ code: "upload-locked", isRetryable: true });
  // Housekeeping takes nothing from under it.
  machine.clock.sleep(limits.uploadLifetimeMs - HOUR_MS);
  await process.housekeeping.tidy();
  expect(await machine.blobIds()).toContain(id);
  resolve();
  await first;
  const text = await process.create(photo.length);
  await process.append(text, 0, new Uint8Array(photo.length));
  await expect(process.pictureMaker.make(text, machine.userId, () => choose(machine, text))).rejects.toMatchObject({
    code: "picture-invalid",
  });
  expect(await machine.storage.findFile(text, machine.userId)).toMatchObject({ id: text });
});

test("while a backup copies blobs, none that it may need is deleted; housekeeping makes up for it", async () => {
  await using machine = await Machine.start();
  const { create, append, uploads, pictureMaker, housekeeping } = machine.run();
  const file = await create();
  await append(file, 0, photo);
  const png = pngOf({ width: 40, height: 30 });
  const picture = await create(png.length);
  await append(picture, 0, png);
  const old = await create();
  await append(old, 0, photo);
  const before = await machine.blobIds();

  machine.isBackedUp = true;
  await uploads.abandon(file, machine.userId);
  await pictureMaker.make(picture, machine.userId, () => choose(machine, picture));
  machine.clock.sleep(limits.uploadLifetimeMs + HOUR_MS);
  await housekeeping.tidy();
  expect(await machine.blobIds()).toEqual([...before, `${picture}.picture`].toSorted());

  machine.isBackedUp = false;
  await housekeeping.tidy();
  expect(await machine.blobIds()).toEqual([`${picture}.picture`]);
});
