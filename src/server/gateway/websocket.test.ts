import { expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import { RawSocket } from "../../../test/support/raw-socket.ts";
import { startTestServer } from "../../../test/support/test-server.ts";
import { errorTable } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { WaitingBytes } from "../limits/waiting-bytes.ts";
import { type Socket, type SocketListener, SocketWriter, websocketHandler } from "./websocket.ts";

const MIB = 1024 * 1024;
/** More than every kernel between the two keeps, and the bound. */
const SENT_BYTES_MAX = 64 * MIB;
const chunk = "~".repeat(64 * 1024);

class Recorder implements SocketListener {
  socket: Socket | undefined;
  isClosed = false;

  opened(socket: Socket): void {
    this.socket = socket;
  }

  closed(): void {
    this.isClosed = true;
  }

  received(): void {}
  pinged(): void {}
  ponged(): void {}
  drained(): void {}
}

test("[P18a] a socket that takes nothing costs 4 MiB at most, and is closed then", async () => {
  const recorder = new Recorder();
  await using server = Bun.serve<SocketListener>({
    hostname: "127.0.0.1",
    port: 0,
    websocket: websocketHandler,
    fetch: (request, server) => (server.upgrade(request, { data: recorder }) ? undefined : new Response("", { status: 426 })),
  });
  using client = await RawSocket.open(`http://127.0.0.1:${server.port}`);
  client.connection.pause();
  const socket = await eventually(() => {
    if (recorder.socket === undefined) throw new Error("Nobody came.");
    return recorder.socket;
  });
  let bufferedBytes = 0;
  for (let sentBytes = 0; sentBytes < SENT_BYTES_MAX && socket.send(chunk) !== 0; sentBytes += chunk.length) {
    bufferedBytes = socket.getBufferedAmount();
  }
  expect(bufferedBytes).toBeWithin(3 * MIB, 4 * MIB + chunk.length);
  await eventually(() => expect(recorder.isClosed).toBe(true));
});

test("[P179f] a socket on which something waits is cut when its session ends; one that takes everything is told why", async () => {
  const open = async () => {
    const recorder = new Recorder();
    const server = Bun.serve<SocketListener>({
      ...{ hostname: "127.0.0.1", port: 0, websocket: websocketHandler },
      fetch: (request, upgrader) =>
        upgrader.upgrade(request, { data: recorder }) ? undefined : new Response("", { status: 426 }),
    });
    const client = await RawSocket.open(`http://127.0.0.1:${server.port}`);
    const socket = await eventually(() => {
      if (recorder.socket === undefined) throw new Error("Nobody came.");
      return recorder.socket;
    });
    return { server, client, recorder, writer: new SocketWriter(socket, new WaitingBytes({ onDropped() {} })) };
  };
  const quick = await open();
  quick.writer.write("before");
  quick.writer.close(4508, "banned", true);
  await eventually(() => expect(quick.client.closeCode).toBe(4508));

  const slow = await open();
  slow.client.connection.pause();
  for (let count = 0; slow.writer.waitingBytes === 0 && count < SENT_BYTES_MAX / chunk.length; count += 1)
    slow.writer.write(chunk);
  slow.writer.write("what waits");
  expect(slow.writer.isTaking).toBe(true);
  slow.writer.close(4508, "banned", true);
  slow.client.connection.resume();
  await slow.client.connection.ended();
  expect(slow.client.connection.received.includes("what waits")).toBe(false);
  for (const { server, client } of [quick, slow]) {
    client[Symbol.dispose]();
    await server.stop(true);
  }
});

test.each([
  ["pings", 0x9],
  ["pongs", 0xa],
] as const)("[P21] %s are counted as frames are", async (_name, opcode) => {
  await using server = await startTestServer({ messagesPerSecond: 20 });
  using client = await RawSocket.open(server.url);
  for (let count = 0; count < limits.framesPerSecondMax; count += 1) client.sendFrame(opcode, new Uint8Array());
  client.sendFrame(opcode, new Uint8Array());
  await eventually(() => expect(client.closeCode).toBe(errorTable["too-many-frames"].closeCode));
});
