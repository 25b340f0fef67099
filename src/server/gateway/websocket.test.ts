import { expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import { RawSocket } from "../../../test/support/raw-socket.ts";
import { startTestServer } from "../../../test/support/test-server.ts";
import { errorTable } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { type Socket, type SocketListener, websocketHandler } from "./websocket.ts";

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
