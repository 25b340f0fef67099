import { expect, test } from "bun:test";
import { join } from "node:path";
import { newGuest } from "../../../../../test/contract/storage/subject.ts";
import { type TemporaryFolder, temporaryFolder } from "../../../../../test/support/temporary-folder.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import { LOBBY_ID, newClientMessageId } from "../../../../protocol/ids.ts";
import { prepareDatabase } from "../../sqlite/start/prepare-database.ts";
import { openWriterDatabase } from "../../sqlite/threads/writer-database.ts";
import type { Call } from "../../threads/calls.ts";
import { runBatch } from "./batch.ts";
import type { Transaction } from "./transaction.ts";
import { writeVerbs } from "./verbs.ts";

const ann = newGuest("Ann");

const verbs = {
  ...writeVerbs,
  /** A bug: writes, and fails for an unexpected reason. */
  poison(transaction: Transaction, _: null): void {
    transaction.database.run("DELETE FROM sessions");
    throw new TypeError("a mistake");
  },
};

test("a call with a bug fails alone, with its cause, and its writes are rolled back", async () => {
  await using sea = await openSea();
  const { answers, appends } = sea.run([say("one"), { verb: "poison", argument: null }, say("two")]);
  expect(answers).toMatchObject([
    { value: { seq: 2 } },
    { refusal: { code: "internal", cause: expect.stringContaining("TypeError: a mistake") } },
    { value: { seq: 3 } },
  ]);
  expect(appends).toMatchObject([{ logId: LOBBY_ID, after: 1, messageCount: 2, events: [{ seq: 2 }, { seq: 3 }] }]);
  expect(sea.database.all("SELECT id FROM sessions")).toHaveLength(1);
});

test("[P7] users' logs come first after a batch was taken apart, too", async () => {
  await using sea = await openSea();
  const ben = newGuest("Ben");
  sea.run([{ verb: "createGuest", argument: ben }]);
  const read = { verb: "markRead", argument: { conversationId: LOBBY_ID, userId: ann.user.id, seq: 3, at: 5 } };
  const { appends } = sea.run([say("one", ben), { verb: "poison", argument: null }, read, say("two")]);
  expect(appends.map(({ logId }) => logId)).toEqual([ann.user.id, LOBBY_ID]);
});

test("a disk that is full makes unavailable of every call that it has no room for, and of no other", async () => {
  await using sea = await openSea();
  const pages = sea.database.one<{ page_count: number }>("PRAGMA page_count")?.page_count ?? 0;
  sea.database.run(`PRAGMA max_page_count = ${pages + 4}`);
  const large = "x".repeat(8_000);
  const { answers, appends } = sea.run([say(large), say(large), say(large), say(large), say(large)]);
  const codes = answers.map((answer) => ("refusal" in answer ? answer.refusal.code : "stored"));
  expect(codes.filter((code) => code === "stored").length).toBeGreaterThan(0);
  expect(codes.filter((code) => code === "unavailable").length).toBeGreaterThan(0);
  expect(codes.every((code) => code === "stored" || code === "unavailable")).toBe(true);
  const stored = sea.database.all<{ seq: number }>("SELECT seq FROM events WHERE type = 'message' ORDER BY seq");
  expect(appends.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual(stored.map(({ seq }) => seq));

  sea.database.run("PRAGMA max_page_count = 100000");
  const [again] = sea.run([say("room again")]).answers;
  expect(again).toEqual({ value: expect.objectContaining({ seq: stored.length + 2 }) });
});

test("a verb that refuses has its answer, and the others have theirs", async () => {
  await using sea = await openSea();
  const { answers } = sea.run([say("one"), { verb: "join", argument: { conversationId: "r_x", userId: ann.user.id, at: 1 } }]);
  expect(answers).toMatchObject([{ value: { seq: 2 } }, { refusal: { code: "not-found" } }]);
});

test("an unknown verb is a mistake of ours", async () => {
  await using sea = await openSea();
  const [answer] = sea.run([{ verb: "swim", argument: null }]).answers;
  expect(answer).toMatchObject({ refusal: { code: "internal" } });
  expect(answer && "refusal" in answer && new ShoalError(answer.refusal.code).isRetryable).toBe(true);
});

function say(text: string, author = ann): Call {
  const place = { conversationId: LOBBY_ID, userId: author.user.id, clientMessageId: newClientMessageId() };
  return { verb: "appendMessage", argument: { ...place, text, at: 1 } };
}

async function openSea() {
  const folder: TemporaryFolder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file);
  const database = openWriterDatabase(file);
  const run = (calls: readonly Call[]) => runBatch(database, verbs, calls);
  run([{ verb: "createGuest", argument: ann }]);
  return {
    database,
    run,
    async [Symbol.asyncDispose]() {
      database.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}
