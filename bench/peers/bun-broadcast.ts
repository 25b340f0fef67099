// Two servers on Bun that speak Shoal's frames and store nothing. `loop` sends each message to one client after the other; `publish`
// uses Bun's own topics, which is the limit of the runtime.

const isPublishing = process.argv[2] === "publish";
const TOPIC = "lobby";
const clients = new Set<Bun.ServerWebSocket<undefined>>();
let head = 0;

const server = Bun.serve<undefined>({
  hostname: "127.0.0.1",
  port: 0,
  fetch: (request, bun) => (bun.upgrade(request) ? undefined : new Response("A WebSocket is expected.", { status: 426 })),
  websocket: {
    open(socket) {
      clients.add(socket);
      if (isPublishing) socket.subscribe(TOPIC);
    },
    close(socket) {
      clients.delete(socket);
    },
    message(socket, data) {
      const frame = JSON.parse(String(data));
      if (frame.type === "hello") socket.send(JSON.stringify({ type: "welcome", conversations: [{ id: "lobby", head }] }));
      else if (frame.type === "send") broadcast(frame);
    },
  },
});

interface Draft {
  readonly conversationId: string;
  readonly clientMessageId: string;
  readonly text: string;
}

function broadcast({ conversationId, clientMessageId, text }: Draft): void {
  const by = { id: "u_AAAAAAAAAAAAAAAA", nickname: "ann-0000" };
  const event = { type: "message", at: Date.now(), by, clientMessageId, text, seq: head + 1 };
  const json = JSON.stringify({ type: "events", logId: conversationId, after: head, messageCount: head + 1, events: [event] });
  head += 1;
  if (isPublishing) server.publish(TOPIC, json);
  else for (const client of clients) client.send(json);
}

console.log(`http://127.0.0.1:${server.port}`);
