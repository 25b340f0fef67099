import { expect, test } from "bun:test";
import { mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { newGuest } from "../../../../../test/contract/storage/subject.ts";
import { eventually } from "../../../../../test/support/eventually.ts";
import { temporaryFolder } from "../../../../../test/support/temporary-folder.ts";
import { LOBBY_ID, newClientMessageId } from "../../../../protocol/ids.ts";
import { openSqliteStorage } from "../sqlite-storage.ts";

test("[P50e] an index that cannot be opened, on a full disk for one, is opened when it can be", async () => {
  await using folder = await temporaryFolder();
  const indexFile = join(folder.path, "search.db");
  await mkdir(indexFile);
  const notices: string[] = [];
  const onNotice = (notice: string): void => void notices.push(notice);
  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {}, onNotice });
  const ann = newGuest("ann");
  const userId = ann.user.id;
  await storage.createGuest(ann);
  await storage.appendMessage({ conversationId: LOBBY_ID, userId, clientMessageId: newClientMessageId(), text: "pearl", at: 1 });
  const search = async () =>
    (await storage.search({ userId, query: "pearl", limit: 1 })).items.map(({ message }) => message.text);
  await expect(search()).rejects.toMatchObject({ code: "unavailable" });
  await eventually(() => expect(notices.join()).toContain("cannot be indexed"));

  await rmdir(indexFile);
  expect(await search()).toBeArray();
  await storage.close();
});
