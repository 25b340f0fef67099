import { paths } from "../../../src/protocol/http.ts";
import { limits } from "../../../src/protocol/limits.ts";
import { begin, openConnection } from "./guests.ts";

// 200 connections without a session send bodies as long as an upload, to an upload and to where one signs in.
const piece = Buffer.alloc(256 * 1024, "x");

async function send(path: string): Promise<never> {
  for (;;) {
    const socket = await openConnection();
    socket.resume();
    const lines = [`POST ${path} HTTP/1.1`, "Host: localhost", `Content-Length: ${limits.uploadBytesMax}`];
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    const write = (): void => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on("drain", write);
    write();
    await new Promise((resolve) => socket.once("close", resolve));
  }
}

begin();
await Promise.all(Array.from({ length: 200 }, (_, index) => send(index % 2 === 0 ? paths.sessions : `${paths.uploads}/f_1`)));
