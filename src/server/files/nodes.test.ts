import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { SQL } from "bun";
import { newGuest } from "../../../test/contract/storage/subject.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { PostgresServer } from "../../../test/support/postgres-server.ts";
import { refusal, S3Server } from "../../../test/support/s3-server.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { limits } from "../../protocol/limits.ts";
import { openSqliteStorage } from "../storage/sqlite/sqlite-storage.ts";
import type { Storage } from "../storage/storage.ts";
import { createFiles } from "./files.ts";
import { type FileStore, openFileStore } from "./open-file-store.ts";
import { jpegOf, pngOf } from "./testing/samples.ts";

// The records are in one storage, as all nodes see them; bytes and holds are where nodes reach them, by connections of their own.

const photo = jpegOf();
const half = Math.floor(photo.length / 2);
const wide = pngOf({ width: 1_600, height: 10 });
const HOLD_MS = 400;
const HOUR_MS = 60 * 60 * 1000;
const locked = { code: "upload-locked", isRetryable: true };

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await PostgresServer.start();
});
afterAll(async () => await postgres[Symbol.asyncDispose]());

class Cluster implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly bucket: S3Server;
  readonly userId: string;
  readonly #storage: Storage;
  readonly #storageUrl: string | undefined;
  readonly #hasBucket: boolean;
  readonly #stores: FileStore[] = [];
  readonly #stack: AsyncDisposableStack;

  private constructor(
    parts: { storage: Storage; userId: string; bucket: S3Server; stack: AsyncDisposableStack },
    places: Places,
    url?: string,
  ) {
    this.#storage = parts.storage;
    this.userId = parts.userId;
    this.bucket = parts.bucket;
    this.#stack = parts.stack;
    this.#storageUrl = url;
    this.#hasBucket = places.hasBucket;
  }

  static async start(places: Places): Promise<Cluster> {
    const stack = new AsyncDisposableStack();
    const folder = stack.use(await temporaryFolder());
    const storage = await openSqliteStorage({ folder: folder.path, onCommit() {} });
    stack.defer(() => storage.close());
    const bucket = stack.use(await S3Server.start());
    const guest = newGuest("ann");
    await storage.createGuest(guest);
    const url = places.hasPostgres ? await postgres.createDatabase() : undefined;
    return new Cluster({ storage, userId: guest.user.id, bucket, stack }, places, url);
  }

  async node() {
    const store = await openFileStore({
      folder: "",
      filesUrl: this.#hasBucket ? this.bucket.urlOf("reef/") : undefined,
      storageUrl: this.#storageUrl,
      environment: this.bucket.environment,
      holdMs: HOLD_MS,
    });
    this.#stores.push(store);
    const { clock, userId } = this;
    const deletions = { attempt: async (work: () => Promise<void>) => await work().then(() => true) };
    const files = createFiles({
      ...store,
      clock,
      storage: this.#storage,
      deletions,
      uploadBytesMax: () => limits.uploadBytesMax,
    });
    const create = (byteLength = photo.length) => files.uploads.create(userId, { name: "photo.jpg", type: "", byteLength });
    const append = (id: string, offset: number, bytes: Uint8Array<ArrayBuffer>) =>
      files.uploads.append(id, userId, { offset, byteLength: bytes.length, chunks: chunksOf(bytes) });
    const progress = (id: string) => files.uploads.progress(id, userId);
    const bytesOf = async (id: string) => await (await files.downloads.open(id, userId)).blob.bytes();
    const blobIds = async () => (await Array.fromAsync(store.blobs.list())).toSorted();
    return { ...files, ...store, storage: this.#storage, create, append, progress, bytesOf, blobIds };
  }

  /** Of the only file that is held, in milliseconds. */
  async holdExpiry(): Promise<number> {
    await using sql = new SQL(this.#storageUrl ?? "", { max: 1 });
    const [row] = await sql.unsafe<{ at: number }[]>(
      "SELECT extract(epoch FROM expires_at)::float8 * 1000 AS at FROM file_holds",
    );
    return row?.at ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const store of this.#stores) await store.close();
    await this.#stack.disposeAsync();
  }
}

interface Places {
  readonly hasBucket: boolean;
  readonly hasPostgres: boolean;
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let start = 0; start < bytes.length; start += 100) yield Uint8Array.from(bytes.subarray(start, start + 100));
}

/** Chunks of an upload that stands still after the first one. */
function standingStill(first: Uint8Array<ArrayBuffer>, last: Uint8Array<ArrayBuffer>) {
  const [begun, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  async function* chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    begun.resolve();
    yield first;
    await goesOn.promise;
    yield last;
  }
  return { chunks: chunks(), begun: begun.promise, goOn: goesOn.resolve };
}

describe.each([
  ["PostgreSQL", { hasBucket: false, hasPostgres: true }],
  ["a bucket beside PostgreSQL", { hasBucket: true, hasPostgres: true }],
] as const)("files in %s", (_name, places) => {
  test("[P80c] an upload goes on at another node, and each node has the file, its preview and the picture made of it", async () => {
    await using cluster = await Cluster.start(places);
    const [one, other] = [await cluster.node(), await cluster.node()];
    const id = await one.create();
    await one.append(id, 0, photo.slice(0, half));
    expect(await other.progress(id)).toEqual({ offset: half, byteLength: photo.length });
    await other.append(id, half, photo.slice(half));
    expect(await one.progress(id)).toEqual({ offset: photo.length, byteLength: photo.length });
    expect(await one.bytesOf(id)).toEqual(await other.bytesOf(id));

    const picture = await one.create(wide.length);
    await one.append(picture, 0, wide);
    const previews = await Promise.all([other, one].map(({ downloads }) => downloads.openPreview(picture, cluster.userId)));
    expect(previews.some(({ preview }) => (preview?.size ?? 0) > 0)).toBe(true);
    const square = pngOf({ width: 40, height: 30 });
    const face = await other.create(square.length);
    await other.append(face, 0, square);
    const choose = (chosen: string) =>
      one.storage.updateProfile({ userId: cluster.userId, picture: chosen, at: 0, expiredBefore: 0 });
    await one.pictureMaker.make(face, cluster.userId, () => choose(face));
    expect((await other.downloads.openPicture(face)).size).toBeGreaterThan(0);

    await other.uploads.abandon(id, cluster.userId);
    await expect(one.downloads.open(id, cluster.userId)).rejects.toMatchObject({ code: "not-found" });
    await choose("");
    await other.housekeeping.deleteDoomed();
    cluster.clock.sleep(limits.uploadLifetimeMs + HOUR_MS);
    await Promise.all([one.housekeeping.tidy(), other.housekeeping.tidy()]);
    await one.housekeeping.tidy();
    expect(await other.blobIds()).toEqual([]);
    expect([...cluster.bucket.objects.keys()]).toEqual([]);
  });

  test("an upload that one node takes is locked at the others, and nothing deletes it", async () => {
    await using cluster = await Cluster.start(places);
    const [one, other] = [await cluster.node(), await cluster.node()];
    const id = await one.create();
    const { chunks, begun, goOn } = standingStill(photo.slice(0, half), photo.slice(half));
    const taking = one.uploads.append(id, cluster.userId, { offset: 0, byteLength: photo.length, chunks });
    await begun;
    await expect(other.append(id, 0, photo)).rejects.toMatchObject(locked);
    // For longer than a hold lasts that is not renewed.
    const since = await cluster.holdExpiry();
    await eventually(async () => expect(await cluster.holdExpiry()).toBeGreaterThan(since + HOLD_MS));
    await expect(other.progress(id)).rejects.toMatchObject(locked);
    await expect(other.uploads.abandon(id, cluster.userId)).rejects.toMatchObject(locked);
    goOn();
    expect(await taking).toEqual({ offset: photo.length, byteLength: photo.length });
    expect(await other.bytesOf(id)).toEqual(await one.bytesOf(id));
  });

  test("a node that stood still while another one finished its upload acknowledges nothing, and changes nothing", async () => {
    await using cluster = await Cluster.start(places);
    const [stopped, other] = [await cluster.node(), await cluster.node()];
    const id = await stopped.create();
    const { chunks, begun, goOn } = standingStill(photo.slice(0, half), new Uint8Array(photo.length - half));
    const taking = stopped.uploads.append(id, cluster.userId, { offset: 0, byteLength: undefined, chunks });
    taking.catch(() => {});
    await begun;
    await stopped.holds.close();
    // The hold ends by itself.
    const { offset } = await eventually(() => other.progress(id));
    await other.append(id, offset, photo.slice(offset));
    const whole = await other.bytesOf(id);
    goOn();
    await expect(taking).rejects.toMatchObject({ code: expect.stringMatching(/^upload-(?:locked|offset-wrong)$/) });
    expect(await other.bytesOf(id)).toEqual(whole);
    await other.housekeeping.tidy();
    expect(await other.blobIds()).toEqual([id]);
  });
});

test("[P80c] [P81d] in a bucket: killed before any of its requests, an upload goes on and becomes the same file, and nothing is left of it", async () => {
  await using cluster = await Cluster.start({ hasBucket: true, hasPostgres: false });
  const { bucket } = cluster;
  const whole = await cluster.node();
  const expectedId = await whole.create();
  await whole.append(expectedId, 0, photo);
  const expected = await whole.bytesOf(expectedId);
  await whole.uploads.abandon(expectedId, cluster.userId);
  let isDone = false;
  let requestsMax = 0;
  for (; !isDone; requestsMax += 1) {
    const [mortal, other] = [await cluster.node(), await cluster.node()];
    const id = await other.create();
    let requests = 0;
    bucket.options = {
      intercept() {
        requests += 1;
        return requests > requestsMax ? refusal(403, "AccessDenied") : undefined;
      },
    };
    isDone = await mortal
      .append(id, 0, photo.slice(0, half))
      .then(() => mortal.append(id, half, photo.slice(half)))
      .then(
        () => true,
        () => false,
      );
    bucket.options = {};
    const { offset } = await other.progress(id);
    if (offset < photo.length) await other.append(id, offset, photo.slice(offset));
    expect(await other.bytesOf(id)).toEqual(expected);
    await other.housekeeping.tidy();
    expect(await other.blobIds()).toEqual([id]);
    // Deleting is killed, too.
    requests = 0;
    const deletionsMax = requestsMax % 12;
    bucket.options = {
      intercept() {
        requests += 1;
        return requests > deletionsMax ? refusal(403, "AccessDenied") : undefined;
      },
    };
    await mortal.uploads.abandon(id, cluster.userId).catch(() => {});
    bucket.options = {};
    await other.housekeeping.tidy();
    expect([...bucket.objects.keys()]).toEqual([]);
  }
  expect(requestsMax).toBeGreaterThan(10);
});
