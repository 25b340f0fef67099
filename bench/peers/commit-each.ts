/**
 * Stores as durably as Shoal, in the simplest way: one transaction per message.
 * It acknowledges and does nothing else: no fan-out, no accounts, no checks.
 */
import { Database } from "bun:sqlite";
import { join } from "node:path";

const [folder = "."] = process.argv.slice(2);
const database = new Database(join(folder, "messages.db"), { strict: true });
database.run("PRAGMA journal_mode = WAL");
database.run("PRAGMA synchronous = FULL");
database.run("CREATE TABLE heads (id TEXT PRIMARY KEY, head INTEGER NOT NULL) WITHOUT ROWID");
database.run(`CREATE TABLE messages (conversation TEXT, seq INTEGER, at INTEGER, client_message_id TEXT UNIQUE, text TEXT,
  PRIMARY KEY (conversation, seq)) WITHOUT ROWID`);
const takePlace = database.query<{ head: number }, [string]>(
  "INSERT INTO heads VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET head = head + 1 RETURNING head",
);
const insert = database.query("INSERT INTO messages VALUES (?, ?, ?, ?, ?)");

const store = database.transaction((conversationId: string, clientMessageId: string, text: string): number => {
  const seq = takePlace.get(conversationId)?.head ?? 0;
  insert.run(conversationId, seq, Date.now(), clientMessageId, text);
  return seq;
});

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: (request, server) => (server.upgrade(request) ? undefined : new Response("a WebSocket is at every address")),
  websocket: {
    message(socket, data) {
      const frame = JSON.parse(String(data));
      if (frame.type === "hello") socket.send(JSON.stringify({ type: "welcome", conversations: [{ id: "lobby", head: 0 }] }));
      if (frame.type !== "send") return;
      const { conversationId, clientMessageId, text } = frame;
      const seq = store(conversationId, clientMessageId, text);
      socket.send(JSON.stringify({ type: "sent", clientMessageId, conversationId, seq, at: Date.now(), isDuplicate: false }));
    },
  },
});
console.log(`http://127.0.0.1:${server.port}`);
