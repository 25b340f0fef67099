// A WebSocket server of the `ws` package, in Node: under Bun that name means Bun's own server.
import { WebSocketServer } from "ws";

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: true, handleProtocols: () => "superchat" });
server.on("listening", () => process.stdout.write(`${server.address().port}\n`));
server.on("connection", (socket) => {
  socket.on("pong", (payload) => socket.send(`pong ${payload}`));
  socket.on("message", (message, isBinary) => {
    const text = isBinary ? "" : message.toString();
    if (text === "fragments") {
      for (const part of ["κό", "", "σμε"]) socket.send(part, { fin: false });
      socket.ping("between");
      socket.send(" 小鱼", { fin: true });
    } else if (text === "large") socket.send(Buffer.alloc(100_000, 1));
    else if (text === "leave") socket.close(4001, "too-slow");
    else if (text === "vanish") socket.terminate();
    else socket.send(message, { binary: isBinary });
  });
});
