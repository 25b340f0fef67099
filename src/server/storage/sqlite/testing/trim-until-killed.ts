import { LOBBY_ID } from "../../../../protocol/ids.ts";
import { openSqliteStorage } from "../sqlite-storage.ts";

/**
 * Sends messages with files' records, reactions and pins in the name of a user, and keeps only the newest, until this process is killed. What was
 * acknowledged goes to standard output: `clientMessageId seq`, a line each.
 */
const [folder = "", userId = "", run = ""] = process.argv.slice(2);
const KEPT = 30;
const storage = await openSqliteStorage({ folder, onCommit: () => {} });
let count = 0;

async function sendForEver(): Promise<void> {
  for (;;) {
    count += 1;
    const clientMessageId = `m_${run}_${count}`;
    const message = { conversationId: LOBBY_ID, userId, clientMessageId, text: clientMessageId, at: Date.now() };
    const { seq } = await storage.appendMessage(message);
    process.stdout.write(`${clientMessageId} ${seq}\n`);
    const target = { conversationId: LOBBY_ID, userId, seq, at: Date.now() };
    await storage.react({ ...target, emoji: "👍" }).catch(() => {});
    await storage.pin(target).catch(() => {});
  }
}

async function trimForEver(): Promise<void> {
  for (;;) {
    await storage.trimLog({ conversationId: LOBBY_ID, server: { days: 0, messages: KEPT }, at: Date.now(), limit: 7 });
  }
}

await Promise.all([sendForEver(), sendForEver(), sendForEver(), trimForEver()]);
