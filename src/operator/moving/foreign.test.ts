import { expect, spyOn, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { openSqliteStorage } from "../../server/storage/sqlite/sqlite-storage.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { importFrom } from "./import-command.ts";
import { zipOf } from "./testing/made-zip.ts";

async function within<Result>(folder: string, work: (storage: Storage) => Promise<Result>): Promise<Result> {
  const storage = await openSqliteStorage({ folder, onCommit: () => {} });
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}

const guest = {
  ...{ user: { id: "u_host", nickname: "host" }, nicknameKey: "host", nicknameSkeleton: "host", expiredBefore: 0 },
  session: { id: "s_host", tokenHash: "host", device: "", at: 1 },
};

test("a log of IRC becomes a private room of its owner, and takes no one's nickname; again it changes nothing", async () => {
  await using folder = await temporaryFolder();
  const data = join(folder.path, "data");
  await within(data, (storage) => storage.createGuest(guest));
  const log = join(folder.path, "reef.weechatlog");
  writeFileSync(log, "2024-01-31 12:00:01\tann\thello\n2024-01-31 12:00:02\tHost\thi\n2024-01-31 12:00:03\tANN\tagain\n");
  const said = spyOn(process.stderr, "write").mockImplementation(() => true);
  expect(await importFrom(log, { data, from: "irc" })).toBe(1);
  expect(await importFrom(log, { data, from: "irc", owner: "nobody" })).toBe(1);
  const sentences = said.mock.calls.map(([text]) => String(text)).join("");
  said.mockRestore();
  expect(sentences).toMatch(/--owner[\s\S]*The user that --owner names is not there/);

  for (let time = 0; time < 2; time += 1) {
    expect(await importFrom(log, { data, from: "irc", owner: "HOST" })).toBe(0);
    await within(data, async (storage) => {
      const { conversations } = await storage.listConversations("u_host");
      const room = conversations.find(({ kind, id }) => kind === "room" && id !== "lobby");
      expect(room).toMatchObject({ name: "reef", isPrivate: true, role: "owner", head: 3, readSeq: 3 });
      const { events } = await storage.readHistory(room?.id ?? "", "u_host", { after: 0, limit: 10 });
      expect(events).toMatchObject([
        { text: "hello", by: { nickname: "ann" }, at: Date.UTC(2024, 0, 31, 12, 0, 1) },
        { text: "hi", by: { nickname: "Host" } },
        { text: "again", by: { nickname: "ann" } },
      ]);
      expect((await storage.listPeople({ text: "", filter: "all", limit: 10, at: 1 })).items).toHaveLength(1);
    });
  }
});

test("an export of Slack becomes accounts in rooms, and its #general the lobby of an unused server", async () => {
  await using folder = await temporaryFolder();
  const data = join(folder.path, "data");
  const zip = join(folder.path, "slack.zip");
  const message = (user: string, text: string, ts: number, more: object = {}) => ({
    type: "message",
    user,
    text,
    ts: `${ts}.000000`,
    ...more,
  });
  writeFileSync(
    zip,
    zipOf({
      "users.json": JSON.stringify([
        { id: "U1", team_id: "T1", name: "ann", is_admin: true },
        { id: "U2", name: "ben" },
      ]),
      "channels.json": JSON.stringify([{ id: "C1", name: "general", is_general: true, creator: "U1", members: ["U1", "U2"] }]),
      "dms.json": JSON.stringify([{ id: "D1", members: ["U1", "U2"] }]),
      "general/2024-01-31.json": JSON.stringify([
        message("U1", "hello <@U2>", 1, { thread_ts: "1.000000", reactions: [{ name: "tada", users: ["U2"] }] }),
        message("U2", "hi", 2, { thread_ts: "1.000000" }),
      ]),
      "D1/2024-01-31.json": JSON.stringify([message("U2", "in private", 3)]),
    }),
  );
  expect(await importFrom(zip, { data, from: "slack", withRoles: true })).toBe(0);
  await within(data, async (storage) => {
    const { items } = await storage.listPeople({ text: "", filter: "all", limit: 10, at: 1 });
    const [ann, ben] = items;
    expect(items).toMatchObject([
      { isAccount: true, serverRole: "administrator" },
      { isAccount: true, serverRole: "member" },
    ]);
    const { events } = await storage.readHistory("lobby", ben?.person.id ?? "", { after: 0, limit: 10 });
    expect(events).toMatchObject([
      { text: "hello @ben", mentions: [{ user: { nickname: "ben" } }], reactions: [{ emoji: "🎉", count: 1, isOwn: true }] },
      { type: "react", target: 1 },
      { text: "hi", reply: { seq: 1, by: { nickname: "ann" } } },
    ]);
    const list = await storage.listConversations(ann?.person.id ?? "");
    expect(list.conversations).toMatchObject([{ id: "lobby" }, { kind: "direct", peer: { nickname: "ben" } }]);
    await storage.createAccountLink({ codeHash: "hash", kind: "reset", userId: ann?.person.id, at: 1, expiresAt: 5 }, 3);
  });
});
