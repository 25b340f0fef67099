import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { closeSync, openSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LOBBY_ID, signIn } from "../../src/client/index.ts";
import { paths } from "../../src/protocol/http.ts";
import { encodeFrame } from "../../src/wire/encode.ts";
import { opcodes } from "../../src/wire/frame.ts";
import { acceptSteps } from "../../src/wire/handshake.ts";
import { headerValue, parseHead } from "../../src/wire/http-head.ts";
import { enter } from "../support/people.ts";
import { runShoal, ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const shoal = fileURLToPath(new URL("../../bin/shoal", import.meta.url));
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What the inspector saw, as `--json` tells it. */
interface Seen {
  readonly type: string;
  readonly [detail: string]: unknown;
}

interface Inspection {
  readonly exitCode: number;
  readonly seen: readonly Seen[];
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `shoal inspect` to its end, with lines typed into it, and `/quit` as soon as its output has `quitWhen`. */
async function inspect(parameters: readonly string[], lines: readonly string[] = [], quitWhen?: RegExp): Promise<Inspection> {
  const child = Bun.spawn([shoal, "inspect", ...parameters], { stdin: "pipe", stdout: "pipe", stderr: "pipe" });
  for (const line of lines) child.stdin.write(`${line}\n`);
  let stdout = "";
  let hasQuit = false;
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    stdout += decoder.decode(chunk, { stream: true });
    if (hasQuit || quitWhen?.test(stdout) !== true) continue;
    child.stdin.write("/quit\n");
    hasQuit = true;
  }
  const stderr = await new Response(child.stderr).text();
  const seen = parameters.includes("--json") ? stdout.split("\n").filter(Boolean).map(readSeen) : [];
  return { exitCode: await child.exited, seen, stdout, stderr };
}

function readSeen(line: string): Seen {
  return JSON.parse(line) as Seen;
}

function frames({ seen }: Inspection, direction: "in" | "out"): readonly Seen[] {
  return seen.filter((one) => one.type === "frame" && one.direction === direction);
}

/** Answers every request with `answer`, made for the key that came. */
async function wrongServer(answer: (key: string, socket: Socket) => void): Promise<{ url: string } & AsyncDisposable> {
  const server: Server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (request) => answer(headerValue(parseHead(request.toString()), "Sec-WebSocket-Key") ?? "", socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on a port");
  return {
    url: `ws://127.0.0.1:${address.port}/`,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const switching = (accept: string): string =>
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;

describe("against a server of Shoal", () => {
  test("[P28] [P2] an HTTP exchange signs in, and its token says hello", async () => {
    await using server = await ServerProcess.start();
    const signIn = await inspect(["--json", server.url + paths.sessions, "--data", '{"nickname":"ann"}']);
    expect(signIn.exitCode).toBe(0);
    expect(signIn.seen.find(({ type }) => type === "response")?.startLine).toBe("HTTP/1.1 201 Created");
    const body = String(signIn.seen.findLast(({ type }) => type === "body")?.text);
    const { token } = JSON.parse(body) as { readonly token: string };

    const me = await inspect(["--json", server.url + paths.session, "--token", token]);
    expect(me.seen.findLast(({ type }) => type === "body")?.text).toContain('"ann"');

    const socket = server.url.replace("http", "ws") + paths.socket;
    const talk = await inspect(["--json", socket, "--token", token], ['{"type":"ping"}'], /"type\\":\\"pong/);
    expect(talk.exitCode).toBe(0);
    expect(
      frames(talk, "in")
        .map(({ text }) => String(text))
        .join("\n"),
    ).toMatch(/"welcome"[\s\S]*"pong"/);
    expect(talk.seen.at(-1)).toMatchObject({ type: "closed", by: "us", close: { code: 1000 } });
  }, 30_000);

  test("[P33] [P34] its stream and its long-poll are found with a token alone", async () => {
    await using server = await ServerProcess.start();
    using ben = await enter(server.url, "ben");
    const { token } = await signIn(server.url, { nickname: "ann" });
    if (token === undefined) throw new Error("whoever signs in by hand gets a token");

    await using stream = runShoal(["inspect", server.url + paths.stream, "--token", token]);
    await stream.says(/"type": "welcome"/);
    expect(stream.stdout).toContain("→ POST /api/stream HTTP/1.1");
    expect(stream.stdout).toMatch(/s {2}comment, 2048 spaces\n/);
    expect(stream.stdout).not.toMatch(/ {100}/);
    expect(await stream.end("SIGINT")).toBe(0);

    const first = await inspect([server.url + paths.poll, "--token", token]);
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toContain('"type": "welcome"');
    const connection = first.stdout.match(/Shoal-Connection: \S+/)?.[0] ?? "";

    await using next = runShoal(["inspect", server.url + paths.poll, "--token", token, "--header", connection]);
    await next.says(/"waitMs": 25000/);
    await ben.client.send(LOBBY_ID, "hello, poll");
    expect(await next.exited).toBe(0);
    expect(next.stdout).toContain('"text": "hello, poll"');
  }, 30_000);

  test("[P31] its close codes have its names", async () => {
    await using server = await ServerProcess.start();
    const socket = server.url.replace("http", "ws") + paths.socket;
    const stranger = await inspect(["--json", socket], ["not a frame of Shoal's"]);
    expect(stranger).toMatchObject({ exitCode: 0 });
    expect(stranger.seen.at(-1)).toMatchObject({ type: "closed", by: "server", close: { code: 4503, name: "bad-frame" } });
  }, 30_000);
});

describe("against the ws package", () => {
  let server: Bun.Subprocess<"ignore", "pipe", "inherit">;
  let url: string;

  beforeAll(async () => {
    const script = fileURLToPath(new URL("../support/ws-server.mjs", import.meta.url));
    server = Bun.spawn(["node", script], { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
    for await (const port of server.stdout) {
      url = `ws://127.0.0.1:${new TextDecoder().decode(port).trim()}/`;
      break;
    }
  });
  afterAll(() => server.kill());

  test("frames go out masked and come back not, compression is never offered", async () => {
    const echo = await inspect(
      ["--json", url, "--subprotocol", "chat", "--subprotocol", "superchat"],
      ["hi 小鱼", "/binary 00 ff", "/quit"],
    );
    expect(echo.exitCode).toBe(0);
    expect(echo.seen.find(({ type }) => type === "open")).toMatchObject({ subprotocol: "superchat" });
    expect(JSON.stringify(echo.seen)).not.toContain('["Sec-WebSocket-Extensions"');
    expect(frames(echo, "out")[0]).toMatchObject({
      opcodeName: "text",
      text: "hi 小鱼",
      maskingKey: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
    expect(frames(echo, "in")[0]).toMatchObject({ opcodeName: "text", text: "hi 小鱼", isFinal: true, lengthBits: 7 });
    expect(frames(echo, "in")[0]).not.toHaveProperty("maskingKey");
    expect(frames(echo, "in")[1]).toMatchObject({ opcodeName: "binary", base64: "AP8=" });
  });

  test("fragments are shown one by one and together, a ping between them is answered", async () => {
    const talk = await inspect(["--json", url, "--subprotocol", "superchat"], ["fragments"], /pong between/);
    expect(
      frames(talk, "in")
        .map((frame) => `${frame.opcodeName} ${frame.isFinal}`)
        .slice(0, 5),
    ).toEqual(["text false", "continuation false", "continuation false", "ping true", "continuation true"]);
    expect(talk.seen.find(({ type }) => type === "message")).toMatchObject({ text: "κόσμε 小鱼", fragmentCount: 4 });
    expect(frames(talk, "out")).toContainEqual(expect.objectContaining({ opcodeName: "pong", text: "between" }));
    expect(frames(talk, "in")).toContainEqual(expect.objectContaining({ text: "pong between" }));
  });

  test("a large frame has a 64-bit length, and above the limit ends it with 1009", async () => {
    const large = await inspect(["--json", url, "--subprotocol", "superchat"], ["large", "/quit"]);
    expect(frames(large, "in")[0]).toMatchObject({ length: 100_000, lengthBits: 64 });
    const refused = await inspect(["--json", url, "--subprotocol", "superchat", "--max-frame", "1000"], ["large"]);
    expect(refused.exitCode).toBe(1);
    expect(refused.seen.find(({ type }) => type === "violation")).toMatchObject({ section: "7.4.1" });
    expect(frames(refused, "out").at(-1)).toMatchObject({ close: { code: 1009 } });
  });

  test("a close of the server is answered, a lost connection is a failure", async () => {
    const left = await inspect(["--json", url, "--subprotocol", "superchat"], ["leave"]);
    expect(left.exitCode).toBe(0);
    expect(frames(left, "out").at(-1)).toMatchObject({ opcodeName: "close", close: { code: 4001 } });
    const lost = await inspect(["--json", url, "--subprotocol", "superchat"], ["vanish"]);
    expect(lost.exitCode).toBe(1);
    expect(lost.seen.at(-1)).toMatchObject({ type: "failure", message: "The connection ended without a close frame." });
  });

  test("Ctrl-C closes with 1000", async () => {
    await using command = runShoal(["inspect", url, "--subprotocol", "superchat"]);
    await command.says(/The WebSocket is open, speaking superchat/);
    expect(await command.end("SIGINT")).toBe(0);
    expect(command.stdout).toMatch(/→ .* close +0x8 .*\n {2}│ 1000 normal closure[\s\S]*Closed by us: 1000 normal closure\n$/);
  });
});

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
    ["a close code that is none", encodeFrame({ opcode: opcodes.close, payload: Uint8Array.of(0x03, 0xee) }), "7.4", 1002],
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
  ])("what is no WebSocket is shown, with exit code 1: %j", async (answer, sentence) => {
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

  test("a server that hangs up without a word is said to", async () => {
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
    ["a length that is none", "HTTP/1.1 200 OK\r\nContent-Length: 1\u009b2J\r\n\r\n"],
    ["a chunk's size that is none", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\u009b2J\r\n"],
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

describe("when nobody reads what it says", () => {
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

describe("over HTTP", () => {
  test("events and chunks are shown as they come, other bodies when they are whole", async () => {
    await using server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request) =>
        new URL(request.url).pathname === "/events" ? eventStream() : Response.json({ method: request.method }),
    });
    const stream = await inspect(["--json", new URL("/events", server.url).href]);
    expect(stream.exitCode).toBe(0);
    expect(stream.seen.filter(({ type }) => type === "event")).toMatchObject([
      { id: "1", event: "message", data: '{"text":\n"hi"}' },
      { data: "bye" },
    ]);
    expect(stream.seen.filter(({ type }) => type === "chunk").map(({ size }) => size)).toEqual([10, 49, 11]);
    const deleted = await inspect([server.url.href, "--method", "DELETE"]);
    expect(deleted.stdout).toContain('  │ { "method": "DELETE" }');
  });

  test.each([
    ["你好鱼", ["e4 bd", "a0 e5 a5 bd e9 b1", "bc"], [{ text: "你好" }, { text: "鱼" }]],
    ["你 and half a character", ["e4 bd a0 e5", "a5"], [{ text: "你" }, { base64: "5aU=" }]],
    ["Latin-1", ["63 61 66 e9", "20 61"], [{ text: "caf" }, { base64: "6SBh" }]],
    ["the mark that text is UTF-8", ["ef bb", "bf 61"], [{ text: "\ufeffa" }]],
  ])("lines of text lose no byte where chunks cut them: %s", async (_name, chunks, bodies) => {
    const parts = chunks.map((hex) => Buffer.from(hex.replaceAll(" ", ""), "hex"));
    const coded = parts.flatMap((part) => [bytesOf(`${part.length}\r\n`), part, bytesOf("\r\n")]);
    const head = bytesOf("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
    await using server = await wrongServer((_key, socket) => socket.end(Buffer.concat([head, ...coded, bytesOf("0\r\n\r\n")])));
    const { exitCode, seen } = await inspect(["--json", server.url.replace("ws", "http")]);
    expect(exitCode).toBe(0);
    expect(seen.filter(({ type }) => type === "body")).toMatchObject(bodies);
  });

  function eventStream(): Response {
    const pieces = [": hello\n\n\n", 'id: 1\nevent: message\ndata: {"text":\ndata: "hi"}\n\n', "data: bye\n\n"];
    const body = new ReadableStream({
      async pull(controller) {
        const piece = pieces.shift();
        if (piece === undefined) controller.close();
        else controller.enqueue(bytesOf(piece));
        await Bun.sleep(20);
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }
});

describe("what was typed wrong has exit code 2, and a sentence", () => {
  test.each([
    [[], "missing required argument 'url'"],
    [["localhost:9527"], "An address begins with ws://"],
    [["ws://127.0.0.1/", "--header", "nonsense"], 'A header looks like "Name: value"'],
    [["ws://127.0.0.1/", "--swim"], "unknown option '--swim'"],
  ])("%j", async (parameters, sentence) => {
    const { exitCode, stderr } = await inspect(parameters);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(sentence);
  });

  test("nobody at home is exit code 1", async () => {
    const { exitCode, stdout } = await inspect(["ws://127.0.0.1:1/"]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("No connection to 127.0.0.1 port 1: nothing listens there.");
  });
});
