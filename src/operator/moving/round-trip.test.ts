import { expect, test } from "bun:test";
import { join } from "node:path";
import { archivedIn, writeRandomHistory } from "../../../test/support/moving.ts";
import { SeededRandom } from "../../../test/support/random.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { openSqliteStorage } from "../../server/storage/sqlite/sqlite-storage.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { checkDataFolder } from "../check/check-data-folder.ts";
import { exportTo } from "./export-command.ts";
import { importFrom } from "./import-command.ts";

const HISTORIES = 3;

/** As each of its members finds every conversation: their list, histories with present states, and pins. */
async function shown(folder: string): Promise<unknown> {
  const storage = await openSqliteStorage({ folder, onCommit: () => {} });
  const { items } = await storage.listPeople({ text: "", filter: "all", limit: 100, at: 0 });
  const all: unknown[] = [];
  for (const { person } of items) {
    const { conversations, blockedIds } = await storage.listConversations(person.id);
    for (const conversation of conversations.toSorted((one, other) => one.id.localeCompare(other.id))) {
      const {
        readSeq: _,
        readMessageCount: __,
        settings: ___,
        unreadMentions: ____,
        messageCount: _____,
        ...rest
      } = conversation;
      all.push({ person, rest, blockedIds, ...(await historyOf(storage, conversation.id, person.id)) });
    }
  }
  await storage.close();
  return all;
}

async function historyOf(storage: Storage, conversationId: string, userId: string) {
  const { events } = await storage.readHistory(conversationId, userId, { after: 0, limit: 10_000 });
  const inOrder = events.map((event) =>
    event.type === "message" && event.reactions
      ? { ...event, reactions: event.reactions.toSorted((one, other) => one.emoji.localeCompare(other.emoji)) }
      : event,
  );
  return { events: inOrder, pins: (await storage.listPins(conversationId, userId)).map(({ seq }) => seq) };
}

test("what is exported, imported into an empty server and exported again is the same, whatever happened", async () => {
  for (let round = 0; round < HISTORIES; round += 1) {
    const random = new SeededRandom();
    const [areUsersDeleted, isTrimmed] = [round % 3 === 1, round % 3 === 2];
    await using from = await temporaryFolder();
    await using to = await temporaryFolder();
    const [first, second] = [join(from.path, "first.tar"), join(from.path, "second.tar")];
    await writeRandomHistory(from.path, random, { steps: 150, areUsersDeleted, isTrimmed });
    const label = `SEED=${random.seed}`;
    expect(await exportTo(first, { data: from.path, withPasswords: true }), label).toBe(0);
    const options = { data: to.path, from: "shoal", withPasswords: true, withRoles: true } as const;
    expect(await importFrom(first, options), label).toBe(0);
    expect(await exportTo(second, { data: to.path, withPasswords: true }), label).toBe(0);
    expect([label, ...(await archivedIn(second))]).toEqual([label, ...(await archivedIn(first))]);
    expect([label, await shown(to.path)]).toEqual([label, await shown(from.path)]);
    expect([label, (await checkDataFolder(to.path)).problems]).toEqual([label, []]);
    // Once more changes nothing.
    expect(await importFrom(first, options), label).toBe(0);
    const third = join(from.path, "third.tar");
    expect(await exportTo(third, { data: to.path, withPasswords: true }), label).toBe(0);
    expect([label, ...(await archivedIn(third))]).toEqual([label, ...(await archivedIn(first))]);
  }
});
