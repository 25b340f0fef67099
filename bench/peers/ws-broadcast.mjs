// A minimal chat server: `ws` under Node, one JSON text per message, a loop over the clients.
// It speaks Shoal's frames so that one generator can drive both, and stores nothing.
import { WebSocketServer } from "ws";

const server = new WebSocketServer({ port: Number(process.argv[2] ?? 0), host: "127.0.0.1" });
let head = 0;

server.on("connection", (socket) => {
  socket.on("message", (data) => {
    const frame = JSON.parse(data.toString());
    if (frame.type === "hello") socket.send(JSON.stringify({ type: "welcome", conversations: [{ id: "lobby", head }] }));
    else if (frame.type === "send") broadcast(frame);
  });
});

function broadcast({ conversationId, clientMessageId, text }) {
  const by = { id: "u_AAAAAAAAAAAAAAAA", nickname: "ann-0000" };
  const event = { type: "message", at: Date.now(), by, clientMessageId, text, seq: head + 1 };
  const frame = { type: "events", logId: conversationId, after: head, messageCount: head + 1, events: [event] };
  head += 1;
  const json = JSON.stringify(frame);
  for (const client of server.clients) client.send(json);
}

server.on("listening", () => console.log(`http://127.0.0.1:${server.address().port}`));
