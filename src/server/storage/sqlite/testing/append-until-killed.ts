import { LOBBY_ID } from "../../../../protocol/ids.ts";
import { openSqliteStorage } from "../sqlite-storage.ts";

/**
 * Sends messages in the name of a user, several at a time, until this process is killed. What was acknowledged goes
 * to standard output: `clientMessageId seq`, a line each.
 */
const [folder = "", userId = "", run = ""] = process.argv.slice(2);
const SENDERS = 8;
const storage = await openSqliteStorage({ folder, onCommit: () => {} });
let count = 0;

async function sendForEver(): Promise<void> {
  for (;;) {
    count += 1;
    const clientMessageId = `m_${run}_${count}`;
    const message = { conversationId: LOBBY_ID, userId, clientMessageId, text: clientMessageId, at: Date.now() };
    const { seq } = await storage.appendMessage(message);
    process.stdout.write(`${clientMessageId} ${seq}\n`);
  }
}

await Promise.all(Array.from({ length: SENDERS }, sendForEver));
