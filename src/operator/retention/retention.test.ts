import { afterEach, beforeEach, expect, spyOn, test } from "bun:test";
import { newGuest } from "../../../test/contract/storage/subject.ts";
import { type TemporaryFolder, temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { startTestServer } from "../../../test/support/test-server.ts";
import { systemClock } from "../../clock.ts";
import { LOBBY_ID, newClientMessageId } from "../../protocol/ids.ts";
import { openSqliteStorage } from "../../server/storage/sqlite/sqlite-storage.ts";
import { type RetentionOptions, retention } from "./retention.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

/** What it prints. */
async function printed(options: RetentionOptions): Promise<string> {
  const write = spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    expect(await retention(options)).toBe(0);
    return write.mock.calls.map(([text]) => String(text)).join("");
  } finally {
    write.mockRestore();
  }
}

test("[P190a] without a server it tells what would go and sets what is kept, in the audit log too", async () => {
  const data = folder.path;
  const storage = await openSqliteStorage({ folder: data, onCommit: () => {} });
  const ann = newGuest("ann");
  await storage.createGuest(ann);
  const at = systemClock.now();
  const say = (age: number) =>
    storage.appendMessage({
      ...{
        conversationId: LOBBY_ID,
        userId: ann.user.id,
        clientMessageId: newClientMessageId(),
        text: "fish",
        at: at - age * DAY_MS,
      },
    });
  for (const age of [9, 8, 0]) await say(age);
  await storage.close();

  expect(await printed({ data })).toBe("The server keeps everything, for ever.\nNothing is older than that now.\n");
  const asked = JSON.parse(await printed({ data, messages: 1, dryRun: true, json: true }));
  expect(asked).toMatchObject({ retentionMessages: 1, rooms: [{ conversationId: LOBBY_ID, messages: 2, files: 0 }] });
  expect(await printed({ data, days: 7 })).toContain("The server keeps 7 days.");
  const room = await printed({ data, messages: 2, room: LOBBY_ID });
  expect(room).toMatch(/lobby +lobby +2 +2 +0/);
  expect(room).toContain("goes when the server runs, for ever");
  await expect(retention({ data, days: 1, room: "r_missing" })).rejects.toThrow("There is no room r_missing");
  await expect(retention({ data, days: 99_999 })).rejects.toThrow("at most 36500");
  await expect(retention({ data, dryRun: true })).rejects.toThrow("--days or --messages");

  const after = await openSqliteStorage({ folder: data, onCommit: () => {} });
  const { items } = await after.listAudit({ limit: 9 });
  expect(items.map(({ act, details }) => ({ act, details }))).toEqual([
    { act: "set-room-retention", details: { retentionMessages: 2 } },
    { act: "set-settings", details: { retentionDays: 7 } },
  ]);
  await after.close();
});

test("beside a running server it asks that", async () => {
  await using server = await startTestServer();
  const data = server.dataFolder;
  expect(await printed({ data, days: 30, messages: 1000 })).toContain(
    "The server keeps 30 days, the newest 1000 messages of each conversation.",
  );
  await expect(retention({ data, days: 1, room: "r_missing" })).rejects.toThrow("does not exist");
});

test("a folder without a database is named, and stays as it is", async () => {
  await expect(retention({ data: folder.path })).rejects.toThrow("There is no shoal.db");
});
