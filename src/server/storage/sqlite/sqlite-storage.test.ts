import { expect, test } from "bun:test";
import { storageContract } from "../../../../test/contract/storage.ts";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { checkDataFolder } from "../../../operator/check/check-data-folder.ts";
import { checks } from "../../../operator/check/checks.ts";
import { LOBBY_ID } from "../../../protocol/ids.ts";
import { openSqliteStorage } from "./sqlite-storage.ts";

// Whatever a test does, the storage leaves behind what `shoal check` finds sound. Clocks do as they please here.
storageContract("sqlite", async () => {
  const folder = await temporaryFolder();
  return {
    open: (onCommit) => openSqliteStorage({ folder: folder.path, onCommit }),
    async [Symbol.asyncDispose]() {
      const families = checks.filter(({ name }) => name === "logs" || name === "tables");
      const { problems } = await checkDataFolder(folder.path, { families });
      await folder[Symbol.asyncDispose]();
      expect(problems.filter(({ kind }) => kind !== "time-backwards")).toEqual([]);
    },
  };
});

test("[P19a] long pages hold up no sign-in", async () => {
  await using folder = await temporaryFolder();
  const storage = await openSqliteStorage({ folder: folder.path, onCommit() {} });
  const user = { id: "u_ann", nickname: "ann" };
  const session = { id: "s_ann", tokenHash: "hash", device: "", at: 1 };
  await storage.createGuest({ user, nicknameKey: "ann", nicknameSkeleton: "ann", session, expiredBefore: 0 });
  const message = { conversationId: LOBBY_ID, userId: user.id, text: "鱼".repeat(2_700), at: 1 };
  await Promise.all(
    Array.from({ length: 40 }, (_, index) => storage.appendMessage({ ...message, clientMessageId: `message-${index}` })),
  );
  let pageCount = 0;
  const pages = Array.from({ length: 400 }, async () => {
    await storage.readHistory(LOBBY_ID, user.id, { limit: 40 });
    pageCount += 1;
  });
  expect(await storage.findSession("hash", 0)).toMatchObject({ user });
  expect(pageCount).toBeLessThan(pages.length / 2);
  await Promise.all(pages);
  await storage.close();
});
