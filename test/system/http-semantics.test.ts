import { afterAll, beforeAll, expect, test } from "bun:test";
import { LOBBY_ID, signIn } from "../../src/client/index.ts";
import { paths } from "../../src/protocol/http.ts";
import { newClientMessageId } from "../../src/protocol/ids.ts";
import { RawConnection } from "../support/raw-socket.ts";
import { ServerProcess } from "../support/server-process.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test.each([paths.health, paths.session, paths.socket, "/", "/echo", "/ws/ann"])(
  "HEAD, OPTIONS and Allow of %s come from its route",
  async (path) => {
    const get = await fetch(server.url + path);
    const head = await fetch(server.url + path, { method: "HEAD" });
    expect(head.status).toBe(get.status);
    expect(head.headers.get("content-length")).toBe(get.headers.get("content-length"));
    expect(await head.text()).toBe("");
    const options = await fetch(server.url + path, { method: "OPTIONS" });
    expect(options.status).toBe(204);
    const put = await fetch(server.url + path, { method: "PUT" });
    expect(put.status).toBe(405);
    expect(put.headers.get("allow")).toBe(options.headers.get("allow"));
    expect(put.headers.get("allow")).toContain("GET, ");
  },
);

test("[P29c] the scheme of Authorization has no case", async () => {
  const { token } = await signIn(server.url, { nickname: "ann" });
  for (const scheme of ["Bearer", "bearer", "BEARER", "Bearer "]) {
    const { status } = await fetch(server.url + paths.session, { headers: { Authorization: `${scheme} ${token}` } });
    expect({ scheme, status }).toEqual({ scheme, status: 200 });
  }
});

test("[P36d] a client that reads only the status can ask for the one of the refusal", async () => {
  const { token } = await signIn(server.url, { nickname: "ben" });
  const message = (text: string) =>
    JSON.stringify({ type: "send", clientMessageId: newClientMessageId(), conversationId: LOBBY_ID, text });
  const post = (body: string, headers: Record<string, string>) =>
    fetch(server.url + paths.frames, { method: "POST", headers: { Authorization: `Bearer ${token}`, ...headers }, body });
  const strict = { Prefer: "respond-async, handling=strict" };
  expect((await post(message("hi"), strict)).status).toBe(200);
  const refused = await post([message("hi"), message(" ")].join("\n"), strict);
  expect(refused.status).toBe(422);
  expect(refused.headers.get("preference-applied")).toBe("handling=strict");
  expect((await refused.text()).trim().split("\n")).toHaveLength(2);
  expect((await post(message(" "), {})).status).toBe(200);
});

test("a request without a path, or with one that is not UTF-8, is refused without a stack in the log", async () => {
  const requests: (readonly [string | Uint8Array, number])[] = [
    [`CONNECT 127.0.0.1:${server.port} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 400],
    ["CONNECT localhost:1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400],
    ["OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 400],
    ["TRACE /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 405],
    ["GET /ws/%ff HTTP/1.1\r\nHost: localhost\r\n\r\n", 400],
    [Buffer.from("GET /ws/\u00e9\u00fc HTTP/1.1\r\nHost: localhost\r\n\r\n", "latin1"), 400],
    ["GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 403],
  ];
  for (const [request, status] of requests) {
    using connection = await RawConnection.open(server.url);
    connection.write(request);
    expect({ request, status: Number(await connection.answers(/^HTTP\/1\.1 (\d+)/)) }).toEqual({ request, status });
  }
  const body = Buffer.from('{"nickname":"\u00e9"}', "latin1");
  expect((await fetch(server.url + paths.sessions, { method: "POST", body })).status).toBe(400);
  expect(server.log).not.toMatch(/ (?:warn|error) /);
});
