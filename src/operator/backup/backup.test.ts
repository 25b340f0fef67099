import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SeededRandom } from "../../../test/support/random.ts";
import { type TemporaryFolder, temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { LOBBY_ID } from "../../protocol/ids.ts";
import { previewOf } from "../../server/files/blob-names.ts";
import { blobPath } from "../../server/files/folder-blobs.ts";
import { SqliteDatabase } from "../../server/storage/sqlite/database.ts";
import { noteDrafts } from "../../server/storage/sqlite/start/backup-drafts.ts";
import { BlobDeletions, tryLockBackup, tryStopDeletions } from "../../server/storage/sqlite/start/backup-locks.ts";
import { migrations } from "../../server/storage/sqlite/start/migrations/migrations.ts";
import { prepareDatabase } from "../../server/storage/sqlite/start/prepare-database.ts";
import { StorageStartError } from "../../server/storage/start-error.ts";
import { readArchive } from "../archive/archive-reader.ts";
import { OperatorError } from "../operator-error.ts";
import { backUp } from "./back-up.ts";
import { restore } from "./restore.ts";
import { addFile, filesOf, fillReef, modesOf, type Reef, textOf, withStorage, writeArchive, writeBlob } from "./testing/reef.ts";

/** A filled data folder, and places beside it. */
interface Stage extends AsyncDisposable {
  readonly data: string;
  readonly archive: string;
  readonly restored: string;
  readonly reef: Reef;
}

async function stage(): Promise<Stage> {
  const folder: TemporaryFolder = await temporaryFolder();
  const [data, archive, restored] = ["data", "backup.tar", "restored"].map((name) => join(folder.path, name));
  if (data === undefined || archive === undefined || restored === undefined) throw new Error("They were just made.");
  mkdirSync(data, { mode: 0o700 });
  return { data, archive, restored, reef: await fillReef(data), [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

const back = (archive: string, data: string) => backUp(archive, { data, isQuiet: true });
const bring = (archive: string, data: string) => restore(archive, { data, isQuiet: true });

async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => "it was not refused",
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OperatorError || error instanceof StorageStartError))
    throw new Error(`not a sentence: ${String(error)}`);
  expect(error.message).not.toContain("\n");
  return error.message;
}

async function entriesOf(archive: string): Promise<Map<string, Uint8Array>> {
  const entries = new Map<string, Uint8Array>();
  const stream = new Blob([readFileSync(archive)]).stream();
  for await (const { name, body } of readArchive(stream, { label: archive, isExpected: () => true })) {
    const chunks = await Array.fromAsync(body, (chunk) => chunk.slice());
    entries.set(name, Buffer.concat(chunks));
  }
  return entries;
}

describe("backup and restore", () => {
  test("everything comes back, for this user alone and as another past; uploads under way are forgotten", async () => {
    await using at = await stage();
    const { data, archive, restored, reef } = at;
    expect(await back(archive, data)).toBe(0);
    expect(await bring(archive, restored)).toBe(0);

    const blobs = [reef.fileId, previewOf(reef.fileId)].map((id) => join("files", id.slice(0, reef.fileId.length).slice(-2), id));
    expect(filesOf(restored)).toEqual(["device-key", "shoal.db", ...blobs.toSorted()].toSorted());
    expect(textOf(blobPath(join(restored, "files"), reef.fileId))).toBe("a photo of the reef");
    expect(textOf(join(restored, "device-key"))).toBe("a key\n");
    expect(modesOf(restored)).toEqual(new Set(["folder 700", "file 600"]));

    const epoch = await withStorage(data, async (storage) => storage.epoch);
    await withStorage(restored, async (storage) => {
      expect(storage.epoch).not.toBe(epoch);
      expect((await storage.findSession(reef.tokenHash, 0))?.user.id).toBe(reef.userId);
      expect(await storage.findUpload(reef.uploadId, reef.userId)).toBeUndefined();
      const { events } = await storage.readLog(LOBBY_ID, { after: 0, limit: 100 });
      expect(events.filter(({ type }) => type === "message")).toMatchObject([
        { text: "小鱼", clientMessageId: reef.clientMessageId, files: [{ id: reef.fileId }] },
      ]);
    });
  });

  test("two restores of one archive are two pasts", async () => {
    await using at = await stage();
    await back(at.archive, at.data);
    const epochs: string[] = [];
    for (const name of ["one", "two"]) {
      await bring(at.archive, `${at.restored}-${name}`);
      epochs.push(await withStorage(`${at.restored}-${name}`, async ({ epoch }) => epoch));
    }
    expect(new Set(epochs).size).toBe(2);
  });

  test("the archive begins with what it is, has no index and no upload, and takes the place of an older one", async () => {
    await using at = await stage();
    writeFileSync(join(at.data, "search.db"), "an index");
    writeFileSync(at.archive, "yesterday's");
    await back(at.archive, at.data);
    const entries = await entriesOf(at.archive);
    const { reef } = at;
    expect([...entries.keys()]).toEqual([
      "manifest.json",
      "shoal.db",
      "device-key",
      `files/${reef.fileId}`,
      `files/${previewOf(reef.fileId)}`,
    ]);
    const manifest: unknown = JSON.parse(Buffer.from(entries.get("manifest.json") ?? []).toString());
    expect(manifest).toMatchObject({
      application: "shoal",
      format: 1,
      schema: migrations.length,
      users: 1,
      messages: 1,
      blobs: 2,
    });
  });

  test("a database of an older schema comes back, up to date", async () => {
    // The first one, and those that are the first with files, pictures and settings.
    for (const schema of [1, 6, 14, migrations.length - 1]) {
      await using folder = await temporaryFolder();
      const [data, archive, restored] = ["data", "old.tar", "restored"].map((name) => join(folder.path, name)) as [
        string,
        string,
        string,
      ];
      mkdirSync(data);
      prepareDatabase(join(data, "shoal.db"), migrations.slice(0, schema));
      await back(archive, data);
      await bring(archive, restored);
      const database = new SqliteDatabase(join(restored, "shoal.db"));
      expect(database.one("SELECT max(number) AS schema FROM migrations")).toEqual({ schema: migrations.length });
      database.close();
    }
  });

  test("pictures of users, rooms and the server are in the backup", async () => {
    await using at = await stage();
    const ids = await withStorage(at.data, async (storage) => {
      const { userId } = at.reef;
      const [user = "", server = ""] = await Promise.all(
        ["a face", "a fish"].map((text) => addFile(storage, at.data, userId, Buffer.from(text))),
      );
      await storage.updateProfile({ userId, picture: user, expiredBefore: 0, at: 1 });
      return [user, server];
    });
    const database = new SqliteDatabase(join(at.data, "shoal.db"));
    database.run("INSERT INTO settings (name, value) VALUES ('picture', json_quote(?))", ids[1] ?? "");
    database.run("DELETE FROM files WHERE id = ?", ids[1] ?? "");
    database.close();
    for (const id of ids) writeBlob(at.data, `${id}.picture`, Buffer.from("a square"));
    await back(at.archive, at.data);
    const names = [...(await entriesOf(at.archive)).keys()];
    expect(names).toEqual(expect.arrayContaining(ids.map((id) => `files/${id}.picture`)));
  });

  test("a file that was missing already does not keep a backup from being made, nor from being restored", async () => {
    await using at = await stage();
    rmSync(blobPath(join(at.data, "files"), at.reef.fileId));
    await back(at.archive, at.data);
    expect(await bring(at.archive, at.restored)).toBe(0);
  });
});

describe("a backup", () => {
  test("is refused beside another one, into the data folder, into a folder that is missing, and onto what is no file", async () => {
    await using at = await stage();
    const lock = tryLockBackup(at.data);
    expect(await refusal(back(at.archive, at.data))).toContain("Another backup");
    lock?.release();
    expect(await refusal(back(join(at.data, "shoal.db"), at.data))).toContain("is in the data folder");
    expect(await refusal(back(join(at.data, "files", "x.tar"), at.data))).toContain("is in the data folder");
    expect(await refusal(back(join(at.archive, "x.tar"), at.data))).toContain("There is no folder");
    expect(await refusal(back(at.restored, join(at.restored, "none")))).toContain("There is no shoal.db");
    mkdirSync(at.restored);
    expect(await refusal(back(at.restored, at.data))).toContain("no file");
    expect(await withStorage(at.data, async ({ epoch }) => epoch)).toBeString();
    expect(existsSync(at.archive)).toBe(false);
  });

  test("never removes a file that is no draft of its own", async () => {
    await using at = await stage();
    writeFileSync(`${at.archive}.part`, "someone's");
    expect(await refusal(back(at.archive, at.data))).toContain("move it away");
    expect(textOf(`${at.archive}.part`)).toBe("someone's");
    noteDrafts(at.data, [at.archive, join(at.data, "shoal.db")]);
    writeFileSync(at.archive, "yesterday's");
    BlobDeletions.open(at.data);
    expect([textOf(at.archive), existsSync(join(at.data, "shoal.db"))]).toEqual(["yesterday's", true]);
  });

  test("stops deletions, and waits for those that have begun", async () => {
    await using at = await stage();
    const deletions = BlobDeletions.open(at.data);
    const isDone: boolean[] = [];
    const { promise: goesOn, resolve: end } = Promise.withResolvers<void>();
    const first = deletions.attempt(() => goesOn);
    const backing = back(at.archive, at.data);
    await Bun.sleep(0);
    isDone.push(await deletions.attempt(async () => {}));
    expect(existsSync(at.archive)).toBe(false);
    end();
    expect(await first).toBe(true);
    await backing;
    isDone.push(await deletions.attempt(async () => {}));
    expect(isDone).toEqual([false, true]);
    const stopped = tryStopDeletions(at.data);
    expect(await deletions.attempt(async () => {})).toBe(false);
    stopped?.release();
  });

  test("leaves nothing beside the archive, and removes what one that was killed has left anywhere", async () => {
    await using at = await stage();
    const left = [join(at.data, "backup.db.part"), `${at.archive}.other.part`];
    const leave = (): void => {
      noteDrafts(at.data, left);
      for (const path of left) writeFileSync(path, "half");
    };
    leave();
    await back(at.archive, at.data);
    expect(filesOf(at.data).filter((name) => name.endsWith(".part") || name.includes("draft"))).toEqual([]);
    expect(readdirSync(join(at.data, "..")).toSorted()).toEqual(["backup.tar", "data"]);
    leave();
    BlobDeletions.open(at.data); // as the server's start does
    expect(left.filter((path) => existsSync(path))).toEqual([]);
  });
});

describe("a restore", () => {
  test("into a folder with anything in it is refused, and leaves it as it is", async () => {
    await using at = await stage();
    await back(at.archive, at.data);
    const before = filesOf(at.data);
    expect(await refusal(bring(at.archive, at.data))).toContain("it is a data folder already");
    expect(filesOf(at.data)).toEqual(before);
    mkdirSync(at.restored);
    writeFileSync(join(at.restored, "notes.txt"), "");
    expect(await refusal(bring(at.archive, at.restored))).toContain("there is notes.txt in it");
    expect(readdirSync(at.restored)).toEqual(["notes.txt"]);
    expect(await refusal(bring(at.archive, at.archive))).toContain("no folder");
    expect(await refusal(bring(at.archive, "/proc/shoal"))).toContain("cannot be written");
    expect(await refusal(bring(`${at.archive}.none`, at.restored))).toContain("There is no");
    expect(await refusal(bring(at.data, at.restored))).toContain("is a folder");
  });

  test("into an empty folder works, and into one that holds an unfinished restore, on which no server starts", async () => {
    await using at = await stage();
    await back(at.archive, at.data);
    mkdirSync(join(at.restored, "restoring", "files"), { recursive: true });
    writeFileSync(join(at.restored, "restoring", "shoal.db"), "half");
    mkdirSync(join(at.restored, "files"));
    writeFileSync(join(at.restored, "device-key"), "of another backup");
    expect(await refusal(withStorage(at.restored, async () => {}))).toContain("was not finished; run it again");
    await bring(at.archive, at.restored);
    expect(textOf(join(at.restored, "device-key"))).toBe("a key\n");
    mkdirSync(join(at.restored, "restoring")); // a kill just before the end
    expect(await withStorage(at.restored, async ({ epoch }) => epoch)).toBeString();
    expect(existsSync(join(at.restored, "restoring"))).toBe(false);
  });

  test("of an archive that is cut anywhere, or has a wrong byte anywhere, is refused and leaves nothing", async () => {
    await using at = await stage();
    const random = new SeededRandom();
    console.log(`SEED=${random.seed}`);
    await back(at.archive, at.data);
    const whole = readFileSync(at.archive);
    const broken = `${at.archive}.broken`;
    for (let round = 0; round < 40; round += 1) {
      writeFileSync(broken, whole.subarray(0, random.integer(0, whole.length - 1)));
      expect(await refusal(bring(broken, at.restored))).toMatch(/is damaged|is no backup/);
      expect(existsSync(at.restored)).toBe(false);
    }
    // The rest of an entry's last block has no meaning.
    const meaningful = [...meaningfulRanges(whole)];
    for (let round = 0; round < 60; round += 1) {
      const [start, end] = random.pick(meaningful);
      const bytes = Buffer.from(whole);
      const place = random.integer(start, end - 1);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << random.integer(0, 7));
      writeFileSync(broken, bytes);
      expect({ place, sentence: await refusal(bring(broken, at.restored)) }).toMatchObject({
        sentence: expect.stringContaining(broken),
      });
      expect(existsSync(at.restored)).toBe(false);
    }
  }, 60_000);

  test("of what is no backup, or one of the future, is refused", async () => {
    await using at = await stage();
    await back(at.archive, at.data);
    const entries = await entriesOf(at.archive);
    const manifest = JSON.parse(Buffer.from(entries.get("manifest.json") ?? []).toString()) as Record<string, unknown>;
    const made = join(at.data, "..", "made.tar");
    const refused = async (
      changes: Record<string, unknown>,
      others: readonly (readonly [string, string])[] = [],
    ): Promise<string> => {
      const all = new Map<string, string | Uint8Array>([
        ...entries,
        ["manifest.json", JSON.stringify({ ...manifest, ...changes })],
        ...others,
      ]);
      await writeArchive(made, all);
      const sentence = await refusal(bring(made, at.restored));
      expect(existsSync(at.restored)).toBe(false);
      return sentence;
    };
    expect(await refused({ application: "cabbage" })).toContain("is no backup of Shoal");
    expect(await refused({ format: 2 })).toContain("a newer version of Shoal");
    expect(await refused({ schema: migrations.length + 1, version: "9.0.0" })).toMatch(
      /newer version of Shoal \(9\.0\.0.*or a later one/,
    );
    expect(await refused({ messages: "many" })).toContain("manifest is not complete");
    expect(await refused({ databaseBytes: Number.MAX_SAFE_INTEGER - 1 })).toContain("make room");
    expect(await refused({ databaseBytes: 10 })).toContain("it has more than");
    expect(await refused({ blobBytes: 10 })).toContain("it has more than");
    expect(await refused({ blobs: 1 })).toContain("it has more than");
    expect(await refused({ blobs: 3 })).toContain("it has less than");
    expect(await refused({}, [["../../evil", "x"]])).toContain("did not put there");
    expect(await refused({}, [["files/f_../../evil", "x"]])).toContain("did not put there");
    expect(await refused({}, [["restoring/x", "x"]])).toContain("did not put there");
    expect(await refused({}, [["push-keys.json", "x".repeat(100_000)]])).toContain("is too long");
    expect(await refused({}, [["shoal.db", "x".repeat(Number(manifest.databaseBytes))]])).toContain("is damaged");
    await writeArchive(made, [["shoal.db", "x"]]);
    expect(await refusal(bring(made, at.restored))).toContain("is no backup of Shoal");
    const withoutFile = [...entries].filter(([name]) => name !== `files/${at.reef.fileId}`);
    const blobBytes = Number(manifest.blobBytes) - "a photo of the reef".length;
    const shorter = JSON.stringify({ ...manifest, blobs: 1, blobBytes });
    await writeArchive(made, new Map<string, string | Uint8Array>([...withoutFile, ["manifest.json", shorter]]));
    expect(await refusal(bring(made, at.restored))).toContain("it lacks 1 file");
  });
});

/** Headers and bodies of a tar archive, and its end. */
function* meaningfulRanges(archive: Buffer): Iterable<readonly [number, number]> {
  let at = 0;
  while (archive[at] !== 0) {
    const size = Number.parseInt(archive.toString("ascii", at + 124, at + 135), 8);
    // The checksum of the header has digits and blanks that mean the same.
    yield [at, at + 148];
    yield [at + 156, at + 512];
    if (size > 0) yield [at + 512, at + 512 + size];
    at += 512 + Math.ceil(size / 512) * 512;
  }
  yield [at, at + 1_024];
}
