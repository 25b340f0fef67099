import { describe, expect, test } from "bun:test";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { encodeFrame } from "../../src/wire/encode.ts";
import { opcodes } from "../../src/wire/frame.ts";
import { acceptSteps } from "../../src/wire/handshake.ts";
import { frames, inspect, shoal, switching, wrongServer } from "../support/inspection.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("against a server that does it wrong", () => {
  test("a wrong accept is shown and refused", async () => {
    await using server = await wrongServer((_key, socket) => socket.write(switching("AAAAAAAAAAAAAAAAAAAAAAAAAAA=")));
    const { exitCode, stdout } = await inspect([server.url]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("✗ the server's Sec-WebSocket-Accept is AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    expect(stdout).toContain("The handshake failed: Sec-WebSocket-Accept is “AAAAAAAAAAAAAAAAAAAAAAAAAAA=”.");
  });

  test.each([
    [
      "a masked frame",
      encodeFrame({ opcode: opcodes.text, payload: bytesOf("hi"), maskingKey: Uint8Array.of(1, 2, 3, 4) }),
      "5.1",
      1002,
    ],
    ["a reserved bit", encodeFrame({ opcode: opcodes.text, payload: bytesOf("hi"), reservedBits: 4 }), "5.2", 1002],
    ["text that is not UTF-8", encodeFrame({ opcode: opcodes.text, payload: Uint8Array.of(0xc0, 0xaf) }), "8.1", 1007],
    ["an invalid close code", encodeFrame({ opcode: opcodes.close, payload: Uint8Array.of(0x03, 0xee) }), "7.4", 1002],
  ] as const)("%s is shown, and answered with its close code", async (_name, frame, section, code) => {
    await using server = await wrongServer((key, socket) => {
      socket.write(switching(acceptSteps(key).accept));
      socket.write(frame);
      socket.once("data", () => socket.end());
    });
    const inspection = await inspect(["--json", server.url]);
    expect(inspection.exitCode).toBe(1);
    expect(inspection.seen.find(({ type }) => type === "violation")).toMatchObject({ section });
    expect(frames(inspection, "out").at(-1)).toMatchObject({ close: { code } });
  });

  test.each([
    [
      "HTTP/1.1 404 Not Found\r\nContent-Length: 7\r\n\r\nnothing",
      "The server answered with 404 and not with 101: it opened no WebSocket at /.",
    ],
    ["HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\nnothing", "The server answered with 200"],
    ["220 mail.example.org ESMTP\r\n", "The answer is not HTTP."],
  ])("an answer that is not a WebSocket is shown, with exit code 1: %j", async (answer, sentence) => {
    await using server = await wrongServer((_key, socket) => socket.write(answer));
    const { exitCode, stdout } = await inspect([server.url]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(sentence);
    if (answer.startsWith("HTTP")) expect(stdout).toContain("nothing");
  });

  test.each([
    ["HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", "The server hung up in the middle of its headers.", "4f 4b 0a"],
    ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "The answer is not HTTP.", "50 52 49 20 2a"],
    ["\u0015\u0003\u0003\u0000\u0002\u0002F", "The answer is not HTTP.", "15 03 03 00 02 02 46"],
    ["HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n", 'This is not a header line: " b"', "48 54 54 50"],
  ])("an answer that cannot be read is shown as it came: %j", async (answer, sentence, dump) => {
    await using server = await wrongServer((_key, socket) => socket.end(answer));
    const { exitCode, stdout } = await inspect([server.url]);
    expect(exitCode).toBe(1);
    expect(stdout.replaceAll("  ", " ")).toContain(dump);
    expect(stdout.endsWith(`\n\n${sentence}\n`)).toBe(true);
    const { seen } = await inspect(["--json", server.url]);
    expect(seen.slice(-2)).toMatchObject([
      { type: "body", direction: "in", text: answer },
      { type: "failure", message: sentence },
    ]);
  });

  test("a server that hangs up without an answer is reported", async () => {
    await using server = await wrongServer((_key, socket) => socket.end());
    const { seen } = await inspect(["--json", server.url]);
    expect(seen.map(({ type }) => type)).toEqual(["connected", "request", "failure"]);
    expect(seen.at(-1)).toMatchObject({ message: "The server hung up without an answer." });
  });

  test("text of strangers cannot reach the terminal's controls", async () => {
    await using server = await wrongServer((key, socket) => {
      socket.write(switching(acceptSteps(key).accept));
      socket.write(encodeFrame({ opcode: opcodes.text, payload: bytesOf("\u001b]0;owned\u0007") }));
      socket.end(encodeFrame({ opcode: opcodes.close, payload: Uint8Array.of(0x03, 0xe8, 0x1b, 0x63) }));
    });
    const { stdout } = await inspect([server.url]);
    expect(stdout).toContain("\\x1b]0;owned\\x07");
    expect(stdout).not.toContain("\u001b");
  });

  test.each([
    ["a wrong accept", switching("\u009b2J\u009b31mred\u009d0;owned\u009c")],
    ["an invalid length", "HTTP/1.1 200 OK\r\nContent-Length: 1\u009b2J\r\n\r\n"],
    ["an invalid chunk size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\u009b2J\r\n"],
    ["a line that is no header", "HTTP/1.1 200 OK\r\n\u009b2J\u007f\r\n\r\n"],
    ["a first line", "HTTP/1.1 200 \u009b2J\r\n\r\n"],
  ])("nor can they in a sentence about %s", async (_name, answer) => {
    await using server = await wrongServer((_key, socket) => socket.end(Buffer.from(answer, "latin1")));
    const { stdout } = await inspect([server.url]);
    expect(stdout).toContain("\\x9b2J");
    expect(stdout.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    const json = await inspect(["--json", server.url]);
    expect(json.stdout).toContain("\\u009b2J");
    expect(json.stdout.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });
});

describe("when its output has no reader", () => {
  const MESSAGE_COUNT = 3_000;
  const message = "x".repeat(60_000);
  const frame = encodeFrame({ opcode: opcodes.text, payload: bytesOf(message) });
  const chunk = bytesOf(`${message.length.toString(16)}\r\n${message}\r\n`);

  test.each([
    ["ws", frame, (key: string) => switching(acceptSteps(key).accept)],
    ["http", chunk, () => "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"],
  ] as const)(
    "over %s, it takes no more from the server",
    async (protocol, bytes, head) => {
      let sentCount = 0;
      await using server = await wrongServer((key, socket) => {
        const send = (): void => {
          while (sentCount < MESSAGE_COUNT && socket.writable) {
            sentCount++;
            if (!socket.write(bytes)) return;
          }
        };
        socket.on("drain", send);
        socket.write(head(key));
        send();
      });
      await using folder = await temporaryFolder();
      const unread = join(folder.path, "unread");
      Bun.spawnSync(["mkfifo", unread]);
      const stdout = openSync(unread, "r+");
      const url = server.url.replace("ws", protocol);
      const child = Bun.spawn([shoal, "inspect", "--json", "--full", url], { stdin: "ignore", stdout, stderr: "ignore" });
      try {
        let countBefore = -1;
        while (sentCount === 0 || sentCount > countBefore) {
          countBefore = sentCount;
          await Bun.sleep(1_000);
        }
        expect(sentCount).toBeLessThan(MESSAGE_COUNT);
      } finally {
        child.kill("SIGKILL");
        await child.exited;
        closeSync(stdout);
      }
    },
    30_000,
  );
});
