import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { newGuest } from "../../../../test/contract/storage/subject.ts";
import { eventually } from "../../../../test/support/eventually.ts";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { LOBBY_ID, newClientMessageId, newId } from "../../../protocol/ids.ts";
import { openSqliteStorage } from "./sqlite-storage.ts";

const ann = newGuest("ann");
const userId = ann.user.id;

/** Short, and with overflow pages of its own. */
const secrets = ["pearl-first", `pearl-long ${"oyster ".repeat(1_000)}`, "pearl-edited"];

setDefaultTimeout(30_000);

test("[P41a] [P40b] the bytes of a deleted text are gone from the data folder while the server runs", async () => {
  await using folder = await temporaryFolder();
  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  await storage.createGuest(ann);
  const say = (text: string) =>
    storage.appendMessage({ conversationId: LOBBY_ID, userId, clientMessageId: newClientMessageId(), text, at: 1 });
  const said = await Promise.all(secrets.map(say));
  for (let count = 0; count < 50; count += 1) await say(`clam ${count}`);
  expect(bytesOf(folder.path)).toContain("pearl");

  for (const { seq } of said) {
    await storage.editMessage({ conversationId: LOBBY_ID, userId, seq, text: `pearl-once-more ${seq}`, at: 2 });
    await storage.deleteMessage({ conversationId: LOBBY_ID, userId, seq, at: 3 });
  }
  await eventually(() => expect(bytesOf(folder.path)).not.toContain("pearl"));
  await storage.close();
  expect(bytesOf(folder.path)).not.toContain("pearl");
  expect(bytesOf(folder.path)).toContain("clam 49");
});

test("[P39b] what was said in a room that its last member left is gone from the data folder and the index of the search", async () => {
  await using folder = await temporaryFolder();
  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  await storage.createGuest(ann);
  const looks = { name: "pearl reef", nameKey: "pearl reef", description: "pearl divers", emoji: "🦪" };
  const { id } = await storage.createRoom({ id: newId("r"), ...looks, isPrivate: true, ownerId: userId, at: 1 });
  const say = (conversationId: string, text: string) =>
    storage.appendMessage({ conversationId, userId, clientMessageId: newClientMessageId(), text, at: 1 });
  for (const text of secrets) await say(id, text);
  await say(LOBBY_ID, "clam");
  await eventually(async () => expect((await storage.search({ userId, query: "pearl", limit: 9 })).items).toHaveLength(3));

  await storage.leave(id, userId, 2);
  expect(await storage.eraseEmptyRooms(100)).toBe(secrets.length);
  await say(LOBBY_ID, "clam again"); // the index looks when something is committed
  // What the user's own log told of the room stays there, as long as the user does.
  await eventually(() => expect(bytesOf(folder.path)).not.toMatch(/pearl-/));
  await eventually(async () => expect((await storage.search({ userId, query: "clam", limit: 9 })).items).toHaveLength(2));
  await storage.close();
  expect(bytesOf(folder.path)).not.toMatch(/pearl-|oyster/);
});

test("[P178e] what a deleted user said and was called is gone from the data folder and the index of the search", async () => {
  await using folder = await temporaryFolder();
  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  const pearl = newGuest("pearl-name");
  const ben = newGuest("ben");
  await storage.createGuest(pearl);
  await storage.createGuest(ben);
  const { id: directId } = await storage.openDirect({ newId: newId("d"), userId: pearl.user.id, peerId: ben.user.id, at: 1 });
  const say = (author: string, conversationId: string, text: string) =>
    storage.appendMessage({ conversationId, userId: author, clientMessageId: newClientMessageId(), text, at: 1 });
  for (const text of secrets) {
    await say(pearl.user.id, LOBBY_ID, text);
    await say(pearl.user.id, directId, text);
  }
  const query = { userId: ben.user.id, query: "pearl", limit: 9 };
  await eventually(async () => expect((await storage.search(query)).items).toHaveLength(6));
  await storage.updateProfile({ userId: pearl.user.id, status: "pearl-status", at: 1, expiredBefore: 0 });

  await storage.deleteUser({ userId: pearl.user.id, at: 2 });
  while ((await storage.eraseDeletedUsers(4, 3)).isBehind);
  await say(ben.user.id, LOBBY_ID, "clam");
  await eventually(() => expect(bytesOf(folder.path)).not.toMatch(/pearl|oyster/));
  await storage.close();
  expect(bytesOf(folder.path)).not.toMatch(/pearl|oyster/);
});

test("[P191b] [P191d] what is not kept is gone from the data folder and the index of the search, while nothing is written", async () => {
  await using folder = await temporaryFolder();
  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  await storage.createGuest(ann);
  const say = (text: string) =>
    storage.appendMessage({ conversationId: LOBBY_ID, userId, clientMessageId: newClientMessageId(), text, at: 1 });
  for (const text of secrets) await say(text);
  const edited = await say("pearl-before");
  await storage.editMessage({ conversationId: LOBBY_ID, userId, seq: edited.seq, text: "pearl-after", at: 2 });
  for (let count = 0; count < 120; count += 1) await say(`pearl${count} oyster`);
  await say("clam");
  const search = async (query: string) => (await storage.search({ userId, query, limit: 9 })).items;
  await eventually(async () => expect(await search("clam")).toHaveLength(1));

  const trimming = { conversationId: LOBBY_ID, server: { days: 0, messages: 1 }, at: 3, limit: 50 };
  while ((await storage.trimLog(trimming)).isBehind);
  expect(await search("pearl")).toEqual([]);
  await eventually(() => expect(bytesOf(folder.path)).not.toMatch(/pearl|oyster/), 20_000);
  expect(await search("clam")).toHaveLength(1);
  await storage.close();
  expect(bytesOf(folder.path)).not.toMatch(/pearl|oyster/);
});

test("[P41a] the bytes of a deleted text are gone from the index of the search, also where the index has written them twice", async () => {
  await using folder = await temporaryFolder();
  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  await storage.createGuest(ann);
  const say = (text: string) =>
    storage.appendMessage({ conversationId: LOBBY_ID, userId, clientMessageId: newClientMessageId(), text, at: 1 });
  const texts = Array.from({ length: 3_000 }, (_, index) => `${index % 10 === 0 ? "pearl" : "clam"}${(index * 7_919) % 3_001}`);
  const said = await Promise.all(texts.map(async (text) => ({ text, ...(await say(text)) })));
  // The last message is found when all are in the index, which puts its parts together meanwhile.
  await eventually(async () => {
    const found = await storage.search({ userId, query: texts.at(-1) ?? "", limit: 1 });
    expect(found.items).toHaveLength(1);
  });
  for (const { text, seq } of said) {
    if (text.startsWith("pearl")) await storage.deleteMessage({ conversationId: LOBBY_ID, userId, seq, at: 3 });
  }
  await eventually(() => expect(bytesOf(folder.path).includes("pearl")).toBe(false));
  for (const text of texts.filter((each) => each.startsWith("clam")).slice(0, 300)) {
    expect((await storage.search({ userId, query: `"${text}"`, limit: 2 })).items).toHaveLength(1);
  }
  await storage.close();
  expect(bytesOf(folder.path).includes("pearl")).toBe(false);
});

function bytesOf(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("\n");
}
