import { expect, test } from "bun:test";
import { limits } from "../../protocol/limits.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { type InspectOptions, readSettings, type Settings, UsageError } from "./settings.ts";

const files = new Map([["hello.json", new TextEncoder().encode("{}")]]);

async function read(address: string, options: InspectOptions = {}): Promise<Settings> {
  return await readSettings(address, options, async (source) => {
    const bytes = files.get(source);
    if (bytes === undefined) throw new Error("no such file");
    return bytes;
  });
}

test("every command is understood", async () => {
  const settings = await read("http://127.0.0.1:9527/api/sessions", { data: "@hello.json", header: ["X-Fish: carp"] });
  expect(settings).toMatchObject({
    method: "POST",
    data: files.get("hello.json"),
    headers: [{ name: "X-Fish", value: "carp" }],
    frameBytesMax: 16 * 1024 * 1024,
  });
  expect((await read("http://127.0.0.1/", { method: "delete" })).method).toBe("DELETE");
});

test("[P33a] with a token, a Shoal stream and a long-poll are asked for as clients do", async () => {
  const stream = await read("http://127.0.0.1:9527/api/stream", { token: "t" });
  expect(stream.method).toBe("POST");
  expect(bodyOf(stream)).toEqual({ version: PROTOCOL_VERSION });
  const poll = await read("https://chat.example.org/api/poll", { token: "t" });
  expect(bodyOf(poll)).toEqual({ version: PROTOCOL_VERSION, waitMs: limits.longPollMsMax });
});

test("typed headers, another path, or another server's request stay unchanged", async () => {
  const typed = await read("http://127.0.0.1:9527/api/poll", { token: "t", data: '{"version":1}' });
  expect(bodyOf(typed)).toEqual({ version: 1 });
  expect(await read("http://127.0.0.1:9527/api/stream", { token: "t", method: "GET" })).toMatchObject({ data: undefined });
  expect(await read("http://127.0.0.1:9527/api/stream")).toMatchObject({ method: "GET", data: undefined });
  expect(await read("http://127.0.0.1:9527/api/session", { token: "t" })).toMatchObject({ method: "GET", data: undefined });
  expect(await read("ws://127.0.0.1:9527/api/stream", { token: "t" })).toMatchObject({ data: undefined });
});

test.each([
  ["localhost:9527", {}],
  ["ftp://127.0.0.1/", {}],
  ["ws://ann:secret@127.0.0.1/", {}],
  ["ws://127.0.0.1/#top", {}],
  ["ws://127.0.0.1/", { method: "POST" }],
  ["http://127.0.0.1/", { subprotocol: ["chat"] }],
  ["ws://127.0.0.1/", { subprotocol: ["two words"] }],
  ["ws://127.0.0.1/", { header: ["no colon"] }],
  ["ws://127.0.0.1/", { header: ["X: a\r\nY: b"] }],
  ["ws://127.0.0.1/", { origin: "http://a\r\nX: b" }],
  ["http://127.0.0.1/", { token: "a\r\nX: b" }],
  ["ws://127.0.0.1/", { maxFrame: "many" }],
  ["http://127.0.0.1/", { data: "@absent.json" }],
] as const)("what cannot be meant is refused: %s %j", async (address, options) => {
  await expect(read(address, options)).rejects.toThrow(UsageError);
});

function bodyOf({ data }: Settings): unknown {
  return JSON.parse(new TextDecoder().decode(data));
}
