import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { LOBBY_ID, signIn } from "../../src/client/index.ts";
import { paths } from "../../src/protocol/http.ts";
import { frames, inspect, wrongServer } from "../support/inspection.ts";
import { enter } from "../support/people.ts";
import { runShoal, ServerProcess } from "../support/server-process.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("against a server of Shoal", () => {
  test("[P28a] [P2] an HTTP exchange signs in, and its token says hello", async () => {
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

  test("[P33a] [P34a] its stream and its long-poll are found with a token alone", async () => {
    await using server = await ServerProcess.start();
    using ben = await enter(server.url, "ben");
    const { token } = await signIn(server.url, { nickname: "ann" });
    if (token === undefined) throw new Error("the answer to a sign-in without a cookie has a token");

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

  test("[P31a] its close codes have its names", async () => {
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
      ["hi 小鱼", "/binary 00 ff", "/fragments 2 hello", "/quit"],
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
    expect(frames(echo, "out").slice(2, 4)).toMatchObject([
      { opcodeName: "text", isFinal: false, text: "hel" },
      { opcodeName: "continuation", isFinal: true },
    ]);
    expect(frames(echo, "in")[2]).toMatchObject({ opcodeName: "text", text: "hello" });
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

describe("an invalid command line has exit code 2, and a sentence", () => {
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

  test("a refused connection is exit code 1", async () => {
    const { exitCode, stdout } = await inspect(["ws://127.0.0.1:1/"]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("No connection to 127.0.0.1 port 1: nothing listens there.");
  });
});
