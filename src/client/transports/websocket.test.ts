import { afterEach, expect, test } from "bun:test";
import { WebSocket as PackageWebSocket } from "ws";
import { type WebSocketLike, webSocketTransport } from "./websocket.ts";

/** A server that does with each socket what the test says. */
function serve(onText: (socket: Bun.ServerWebSocket<undefined>, text: string) => void): Bun.Server<undefined> {
  return Bun.serve<undefined>({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request, server) => (server.upgrade(request) ? undefined : new Response("no", { status: 400 })),
    websocket: { message: (socket, text) => onText(socket, String(text)) },
  });
}

let server: Bun.Server<undefined> | undefined;
afterEach(() => server?.stop(true));

test("carries one frame per message, and tells how it ended", async () => {
  server = serve((socket, text) => {
    socket.send(`heard ${text}`);
    socket.close(4501, "signed-out");
  });
  const heard: unknown[] = [];
  const { promise: end, resolve } = Promise.withResolvers<void>();
  const channel = webSocketTransport(`ws://127.0.0.1:${server.port}/`, WebSocket).open({
    onOpen: () => channel.send("oi"),
    onText: (text) => heard.push(text),
    onClose: (code, reason) => {
      heard.push([code, reason]);
      resolve();
    },
  });
  await end;
  expect(heard).toEqual(["heard oi", [4501, "signed-out"]]);
  channel.send("nobody hears this");
  expect(channel.bufferedAmount).toBe(0);
});

test("closed by this side, it says nothing more", async () => {
  const { promise: arrived, resolve } = Promise.withResolvers<void>();
  server = serve((socket) => {
    socket.send("too late");
    resolve();
  });
  const heard: unknown[] = [];
  const channel = webSocketTransport(`ws://127.0.0.1:${server.port}/`, WebSocket).open({
    onOpen: () => {
      channel.send("oi");
      channel.close();
    },
    onText: (text) => heard.push(text),
    onClose: (code) => heard.push(code),
  });
  await arrived;
  expect(heard).toEqual([]);
});

test("a server that is not there is a lost connection", async () => {
  const gone = serve(() => {});
  const { port } = gone;
  await gone.stop(true);
  const { promise, resolve } = Promise.withResolvers<void>();
  const told: unknown[] = [];
  const end = (what: unknown): void => {
    told.push(what);
    setTimeout(resolve, 50); // what else is told comes in the same moment
  };
  webSocketTransport(`ws://127.0.0.1:${port}/`, WebSocket).open({ onOpen: () => end("open"), onText: end, onClose: end });
  await promise;
  expect(told).toEqual([1006]);
});

test("a refused dial that a runtime reports only by an error ends the attempt, once", () => {
  const closes: number[] = [];
  let dialled: WebSocketLike | undefined;
  class Refused implements WebSocketLike {
    static readonly OPEN = 1;
    readonly readyState = 3;
    readonly bufferedAmount = 0;
    onopen: WebSocketLike["onopen"] = null;
    onmessage: WebSocketLike["onmessage"] = null;
    onclose: WebSocketLike["onclose"] = null;
    onerror: WebSocketLike["onerror"] = null;
    constructor() {
      dialled = this;
    }
    send(): void {}
    close(): void {}
  }
  webSocketTransport("ws://127.0.0.1/", Refused).open({ onOpen() {}, onText() {}, onClose: (code) => closes.push(code) });
  (dialled?.onerror as (() => void) | null)?.();
  (dialled?.onclose as ((event: object) => void) | null)?.({ code: 1006, reason: "" });
  expect(closes).toEqual([1006]);
});

test("the WebSocket of the package ws can be handed over as it is", () => {
  const transport = webSocketTransport("ws://127.0.0.1/", PackageWebSocket);
  expect(transport.name).toBe("websocket");
});
