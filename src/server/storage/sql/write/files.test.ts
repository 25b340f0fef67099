import { expect, test } from "bun:test";
import { join } from "node:path";
import { newGuest } from "../../../../../test/contract/storage/subject.ts";
import { temporaryFolder } from "../../../../../test/support/temporary-folder.ts";
import { LOBBY_ID } from "../../../../protocol/ids.ts";
import { SqliteDatabase } from "../../sqlite/database.ts";
import { prepareDatabase } from "../../sqlite/start/prepare-database.ts";
import { findFile } from "../read/files.ts";
import { createGuest } from "./accounts.ts";
import { createRoom, leave } from "./conversations.ts";
import { abandonUpload, attachFiles, completeUpload, createUpload, doomFilesOf, expireUploads } from "./files.ts";
import { knownLog, Transaction } from "./transaction.ts";

const ROOM = "r_reef";
const AT = 1_000;

/** A database with users in it, and complete files of Ann's. */
class Shoal implements AsyncDisposable {
  readonly database: SqliteDatabase;
  readonly #folder: AsyncDisposable;
  readonly #ids = new Map<string, string>();

  private constructor(database: SqliteDatabase, folder: AsyncDisposable) {
    this.database = database;
    this.#folder = folder;
  }

  static async open(): Promise<Shoal> {
    const folder = await temporaryFolder();
    const file = join(folder.path, "shoal.db");
    prepareDatabase(file);
    const shoal = new Shoal(new SqliteDatabase(file), folder);
    for (const nickname of ["ann", "ben"]) {
      const guest = newGuest(nickname);
      shoal.#ids.set(nickname, guest.user.id);
      shoal.write((transaction) => createGuest(transaction, guest));
    }
    const room = { id: ROOM, name: "reef", nameKey: "reef", isPrivate: false, ownerId: shoal.id("ann"), at: AT };
    shoal.write((transaction) => createRoom(transaction, room));
    for (const id of ["f_one", "f_two", "f_half"]) {
      const userId = shoal.id("ann");
      shoal.write((transaction) => createUpload(transaction, { id, userId, name: id, type: "", byteLength: 5, at: AT }));
      if (id === "f_half") continue;
      const completed = { id, userId, type: "text/plain", byteLength: 5, at: AT };
      shoal.write((transaction) => completeUpload(transaction, completed));
    }
    return shoal;
  }

  id(nickname: string): string {
    return this.#ids.get(nickname) ?? "";
  }

  write<Result>(work: (transaction: Transaction) => Result): Result {
    return this.database.write(() => {
      const transaction = new Transaction(this.database);
      const result = work(transaction);
      transaction.finish();
      return result;
    });
  }

  attach(nickname: string, fileIds: readonly string[], seq: number, logId = ROOM): unknown[] {
    return this.write((transaction) =>
      attachFiles(transaction, fileIds, { key: knownLog(transaction, this.id(nickname)).key }, knownLog(transaction, logId), seq),
    );
  }

  sees(nickname: string, fileId: string): boolean {
    return findFile(this.database, { id: fileId, userId: this.id(nickname) }) !== undefined;
  }

  doomed(): string[] {
    return this.database.all<{ id: string }>("SELECT id FROM doomed_blobs ORDER BY id").map(({ id }) => id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.database.close();
    await this.#folder[Symbol.asyncDispose]();
  }
}

test("files are attached in the order of the message", async () => {
  await using shoal = await Shoal.open();
  const info = (id: string) => ({ id, name: id, type: "text/plain", byteLength: 5 });
  expect(shoal.attach("ann", ["f_two", "f_one"], 7)).toEqual([info("f_two"), info("f_one")]);
  expect(shoal.attach("ann", [], 8)).toEqual([]);
});

test.each([
  ["of another user", "ben", ["f_one"]],
  ["that is not complete", "ann", ["f_one", "f_half"]],
  ["that does not exist", "ann", ["f_one", "f_unknown"]],
  ["twice", "ann", ["f_one", "f_one"]],
])("a message cannot name a file %s, and then it names none", async (_what, nickname, fileIds) => {
  await using shoal = await Shoal.open();
  expect(() => shoal.attach(nickname, fileIds, 7)).toThrow(expect.objectContaining({ code: "file-not-found" }));
  shoal.attach("ann", ["f_one"], 8);
});

test("a second message cannot name a file", async () => {
  await using shoal = await Shoal.open();
  shoal.attach("ann", ["f_one"], 7);
  expect(() => shoal.attach("ann", ["f_one"], 8)).toThrow(expect.objectContaining({ code: "file-not-found" }));
});

test("[P83a] the members of the conversation see the file of a message, until they leave", async () => {
  await using shoal = await Shoal.open();
  shoal.attach("ann", ["f_one"], 7);
  shoal.attach("ann", ["f_two"], 7, LOBBY_ID);
  expect(["f_one", "f_two"].map((id) => [shoal.sees("ann", id), shoal.sees("ben", id)])).toEqual([
    [true, false],
    [true, true],
  ]);
  shoal.write((transaction) => leave(transaction, { conversationId: ROOM, userId: shoal.id("ann"), at: AT }));
  expect(shoal.sees("ann", "f_one")).toBe(false);
});

test("[P81d] a file that a message names does not expire and is not abandoned", async () => {
  await using shoal = await Shoal.open();
  shoal.attach("ann", ["f_one"], 7);
  expect(shoal.write((transaction) => expireUploads(transaction, { createdBefore: AT + 1, limit: 9 }))).toBe(2);
  const abandoned = { id: "f_one", userId: shoal.id("ann") };
  expect(() => shoal.write((transaction) => abandonUpload(transaction, abandoned))).toThrow(
    expect.objectContaining({ code: "not-found" }),
  );
  expect(shoal.sees("ann", "f_one")).toBe(true);
  expect(shoal.doomed()).toEqual(["f_half", "f_two"]);
});

test("the files of a message that is deleted are gone, and no others", async () => {
  await using shoal = await Shoal.open();
  shoal.attach("ann", ["f_one"], 7);
  shoal.attach("ann", ["f_two"], 8);
  shoal.write((transaction) => doomFilesOf(transaction, knownLog(transaction, ROOM), 7));
  expect(["f_one", "f_two"].map((id) => shoal.sees("ann", id))).toEqual([false, true]);
  expect(shoal.doomed()).toEqual(["f_one"]);
});
