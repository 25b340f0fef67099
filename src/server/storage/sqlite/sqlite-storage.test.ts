import { storageContract } from "../../../../test/contract/storage.ts";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { openSqliteStorage } from "./sqlite-storage.ts";

storageContract("sqlite", async () => {
  const folder = await temporaryFolder();
  return { ...folder, open: (onCommit) => openSqliteStorage({ folder: folder.path, onCommit }) };
});
