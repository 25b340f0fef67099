import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { eventually } from "../../../../test/support/eventually.ts";
import { expectRefusal } from "../../../../test/support/http-caller.ts";
import { SeededRandom } from "../../../../test/support/random.ts";
import { startTestServer, type TestServer } from "../../../../test/support/test-server.ts";
import { paths } from "../../../protocol/http.ts";
import { limits } from "../../../protocol/limits.ts";
import { PROTOCOL_VERSION } from "../../../protocol/version.ts";
import { Uploader } from "./testing/uploader.ts";
import { uploadMediaType } from "./tus.ts";

const KIBIBYTE = 1024;

test("[P80a, P80b] an upload is created, filled piece by piece, and becomes the file of its id", async () => {
  await using server = await startTestServer();
  const ann = await Uploader.signIn(server, "ann");
  const created = await ann.create(11, "note.txt", "text/plain");
  expect([created.status, created.headers.get("tus-resumable")]).toEqual([201, "1.0.0"]);
  const path = created.headers.get("location") ?? "";
  expect(path).toMatch(/^\/api\/uploads\/f_[\w-]{16}$/);
  expect(await ann.progress(path)).toEqual([0, 11]);
  const first = await ann.patch(path, 0, "hello ");
  expect([first.status, first.headers.get("upload-offset")]).toEqual([204, "6"]);
  expect(await ann.progress(path)).toEqual([6, 11]);
  expect((await ann.patch(path, 6, "world")).headers.get("upload-offset")).toBe("11");
  expect(await ann.progress(path)).toEqual([11, 11]);
  const file = await ann.download(path.split("/").at(-1) ?? "");
  expect([file.status, file.headers.get("content-type"), await file.text()]).toEqual([200, "text/plain", "hello world"]);
});

test("[P80b] OPTIONS tells the version, the extensions and the largest file, without a session", async () => {
  await using server = await startTestServer({ uploadBytesMax: 5_000 });
  for (const path of [paths.uploads, `${paths.uploads}/f_1`]) {
    const { status, headers } = await fetch(server.url + path, { method: "OPTIONS" });
    const told = ["tus-resumable", "tus-version", "tus-extension", "tus-max-size"].map((name) => headers.get(name));
    expect([status, ...told]).toEqual([204, "1.0.0", "1.0.0", "creation,termination", "5000"]);
  }
  const preflight = await fetch(server.url + paths.uploads, {
    method: "OPTIONS",
    headers: { Origin: "https://elsewhere.example", "Access-Control-Request-Method": "POST" },
  });
  expect(preflight.headers.get("access-control-allow-headers")).toContain("Upload-Length");
});

test("[P80b] bytes for another place than the end are refused, and change nothing", async () => {
  await using server = await startTestServer();
  const ann = await Uploader.signIn(server, "ann");
  const path = await ann.begin(10);
  await expectRefusal(await ann.patch(path, 5, "12345"), "upload-offset-wrong");
  await ann.patch(path, 0, "12345");
  for (const offset of [0, 4, 6, 10]) await expectRefusal(await ann.patch(path, offset, "x"), "upload-offset-wrong");
  expect(await ann.progress(path)).toEqual([5, 10]);
});

test("[P80b] DELETE removes an upload, complete or not", async () => {
  await using server = await startTestServer();
  const ann = await Uploader.signIn(server, "ann");
  const path = await ann.begin(10);
  await ann.patch(path, 0, "12345");
  const whole = await ann.upload("whole");
  for (const each of [path, `${paths.uploads}/${whole}`]) {
    expect((await ann.tus("DELETE", each)).status).toBe(204);
    expect((await ann.tus("HEAD", each)).status).toBe(404);
    await expectRefusal(await ann.tus("DELETE", each), "not-found");
    await expectRefusal(await ann.patch(each, 5, "67890"), "not-found");
  }
  await expectRefusal(await ann.download(whole), "not-found");
});

test("[P80b] a client that has only GET and POST names the method in a header", async () => {
  await using server = await startTestServer();
  const ann = await Uploader.signIn(server, "ann");
  const path = await ann.begin(4);
  const headers = { "X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0", "Content-Type": uploadMediaType };
  expect((await ann.tus("POST", path, headers, "fish")).status).toBe(204);
  expect((await ann.tus("POST", path, { "X-HTTP-Method-Override": "DELETE" })).status).toBe(204);
  await expectRefusal(await ann.tus("POST", path, {}), "method-not-allowed");
});

test("[P80c] an upload that is cut 50 times arrives whole", async () => {
  await using server = await startTestServer();
  const ann = await Uploader.signIn(server, "ann");
  const random = new SeededRandom();
  const bytes = new Uint8Array(5 * 1024 * KIBIBYTE);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = random.integer(0, 255);
  const path = await ann.begin(bytes.length);
  let offset = 0;
  for (let cut = 0; cut < 50; cut += 1) {
    const length = random.integer(1, 80 * KIBIBYTE);
    await sendAndCut(server, ann, path, offset, bytes.subarray(offset, offset + length));
    const [received] = await settled(ann, path);
    // The first half was on the disk before the second one was sent.
    expect(received).toBeGreaterThanOrEqual(offset + (length >> 1));
    offset = received;
  }
  expect((await ann.patch(path, offset, bytes.subarray(offset))).status).toBe(204);
  const file = await ann.download(path.split("/").at(-1) ?? "");
  expect(Buffer.from(await file.bytes()).equals(bytes)).toBe(true);
});

test("[P80d] a second request for an upload is refused while the first one brings bytes", async () => {
  await using server = await startTestServer();
  const ann = await Uploader.signIn(server, "ann");
  const path = await ann.begin(10);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const first = ann.patch(path, 0, readable);
  await writer.write(Buffer.from("12345"));
  await eventually(async () => expect((await ann.tus("HEAD", path)).status).toBe(423));
  await expectRefusal(await ann.patch(path, 0, "x"), "upload-locked");
  await expectRefusal(await ann.tus("DELETE", path), "upload-locked");
  await writer.write(Buffer.from("67890"));
  await writer.close();
  expect((await first).status).toBe(204);
  expect(await ann.progress(path)).toEqual([10, 10]);
});

test("[P80e] nobody but the uploader sees an upload", async () => {
  await using server = await startTestServer();
  const [ann, eve] = await Promise.all(["ann", "eve"].map((nickname) => Uploader.signIn(server, nickname)));
  if (ann === undefined || eve === undefined) throw new Error("Ann and Eve are there.");
  const path = await ann.begin(5);
  expect((await eve.tus("HEAD", path)).status).toBe(404);
  await expectRefusal(await eve.patch(path, 0, "12345"), "not-found");
  await expectRefusal(await eve.tus("DELETE", path), "not-found");
  await ann.patch(path, 0, "12345");
  await expectRefusal(await eve.download(path.split("/").at(-1) ?? ""), "not-found");
  expect(await ann.progress(path)).toEqual([5, 5]);
});

test("[P80e] without a session, or from a foreign page, no body is read", async () => {
  await using server = await startTestServer();
  const ann = await Uploader.signIn(server, "ann");
  const path = await ann.begin(limits.uploadBytesMax);
  const body = new Uint8Array(limits.uploadBytesMax);
  await expectRefusal(await ann.patch(path, 0, body, { Authorization: "Bearer nothing" }), "unauthenticated");
  await expectRefusal(await ann.patch(path, 0, body, { Origin: "https://elsewhere.example" }), "forbidden-origin");
  await expectRefusal(await ann.patch(path, 0, body, { Host: "elsewhere.example" }), "forbidden-host");
  expect(await ann.progress(path)).toEqual([0, limits.uploadBytesMax]);
});

test("[P80f] requests that are not tus 1.0 are refused", async () => {
  await using server = await startTestServer();
  const ann = await Uploader.signIn(server, "ann");
  const path = await ann.begin(5);
  for (const version of ["0.2.2", "2.0.0", ""]) {
    const refused = await ann.tus("POST", paths.uploads, { "Tus-Resumable": version, "Upload-Length": "5" });
    expect(refused.headers.get("tus-version")).toBe("1.0.0");
    await expectRefusal(refused, "upload-version-unsupported");
  }
  await expectRefusal(await ann.patch(path, 0, "12345", { "Content-Type": "text/plain" }), "upload-type-unsupported");
});

test.each([
  ["no length", { "Upload-Length": undefined }],
  ["a negative length", { "Upload-Length": "-1" }],
  ["a length in words", { "Upload-Length": "five" }],
  ["a length with a fraction", { "Upload-Length": "1.5" }],
  ["a length beyond all numbers", { "Upload-Length": "9".repeat(30) }],
  ["metadata that is not base64", { "Upload-Metadata": "filename !!!" }],
  ["a name twice in the metadata", { "Upload-Metadata": "filename YQ==,filename Yg==" }],
  ["metadata without end", { "Upload-Metadata": `filename ${"YWFh".repeat(2_000)}` }],
])("[P80f] %s is refused", async (_what, changed) => {
  await using server = await startTestServer();
  const ann = await Uploader.signIn(server, "ann");
  const headers = Object.entries({ "Upload-Length": "5", ...changed }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  await expectRefusal(await ann.tus("POST", paths.uploads, Object.fromEntries(headers)), "bad-frame");
});

test("[P80f] a PATCH without a place, or with one that is no number, is refused", async () => {
  await using server = await startTestServer();
  const ann = await Uploader.signIn(server, "ann");
  const path = await ann.begin(5);
  for (const offset of ["", "-1", "x", "0x1"]) {
    await expectRefusal(await ann.patch(path, 0, "12345", { "Upload-Offset": offset }), "bad-frame");
  }
  await expectRefusal(await ann.tus("PATCH", path, { "Content-Type": uploadMediaType }, "12345"), "bad-frame");
});

test("[P81a] a file is as large as the server says, and an upload as long as it said", async () => {
  await using server = await startTestServer({ uploadBytesMax: 100 });
  const ann = await Uploader.signIn(server, "ann");
  await expectRefusal(await ann.create(101), "upload-too-large");
  const path = await ann.begin(100);
  await expectRefusal(await ann.patch(path, 0, "x".repeat(101)), "upload-too-large");
  const inChunks = new Blob(["x".repeat(101)]).stream();
  await expectRefusal(await ann.patch(path, 0, inChunks), "upload-too-large");
  expect((await ann.progress(path))[1]).toBe(100);
});

test("[P81a] welcome tells the bound that the operator chose; 0 takes no files", async () => {
  await using server = await startTestServer({ uploadBytesMax: 0 });
  const ann = await Uploader.signIn(server, "ann");
  const welcome = await (await ann.call("POST", paths.poll, {}, JSON.stringify({ version: PROTOCOL_VERSION }))).text();
  expect(welcome).toContain('"uploadBytesMax":0');
  await expectRefusal(await ann.create(1), "upload-too-large");
});

test("[P81b] a user has so many unfinished uploads, and so many bytes of files", async () => {
  await using server = await startTestServer({ uploadBytesMax: limits.fileBytesPerUserMax });
  const ann = await Uploader.signIn(server, "ann");
  const uploads = await Promise.all(Array.from({ length: limits.uploadsPerUserMax }, () => ann.begin(1)));
  await expectRefusal(await ann.create(1), "too-many-uploads");
  await ann.patch(uploads[0] ?? "", 0, "x");
  expect((await ann.create(1)).status).toBe(201);
  const ben = await Uploader.signIn(server, "ben");
  const large = await ben.begin(limits.fileBytesPerUserMax - 10);
  await ben.upload("1234567890");
  await expectRefusal(await ben.create(1), "too-many-file-bytes");
  await ben.tus("DELETE", large);
  expect((await ben.create(1)).status).toBe(201);
});

test("[P81d] what no message names is removed after a day", async () => {
  await using server = await startTestServer();
  const ann = await Uploader.signIn(server, "ann");
  const path = await ann.begin(10);
  await ann.patch(path, 0, "12345");
  const whole = await ann.upload("whole");
  server.clock.advance(limits.uploadLifetimeMs - 1);
  expect(await ann.progress(path)).toEqual([5, 10]);
  server.clock.advance(2 * 60 * 60 * 1000);
  await eventually(async () => expect((await ann.tus("HEAD", path)).status).toBe(404));
  await expectRefusal(await ann.download(whole), "not-found");
});

test("an upload of no bytes is complete at once", async () => {
  await using server = await startTestServer();
  const ann = await Uploader.signIn(server, "ann");
  const id = await ann.upload("", "nothing");
  expect(await ann.progress(`${paths.uploads}/${id}`)).toEqual([0, 0]);
  const file = await ann.download(id);
  expect([file.status, file.headers.get("content-length"), await file.text()]).toEqual([200, "0", ""]);
});

test("a body for another address is not read beyond its bound, however large uploads may be", async () => {
  await using server = await startTestServer();
  const body = new Uint8Array(limits.frameBytesMax + 1);
  await expectRefusal(await fetch(server.url + paths.sessions, { method: "POST", body }), "frame-too-large");
  const inChunks = new Blob([new Uint8Array(4 * 1024 * KIBIBYTE)]).stream();
  await expectRefusal(await fetch(server.url + paths.sessions, { method: "POST", body: inChunks }), "frame-too-large");
});

/** The server notices an end in its own time. */
async function settled(uploader: Uploader, path: string): Promise<[offset: number, byteLength: number]> {
  await eventually(async () => expect((await uploader.tus("HEAD", path)).status).toBe(200));
  return await uploader.progress(path);
}

/** A PATCH that announces all that is missing, brings some of it, and breaks off. */
async function sendAndCut(
  { url, dataFolder }: TestServer,
  { token }: Uploader,
  path: string,
  offset: number,
  bytes: Uint8Array,
): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const head = [
    `PATCH ${path} HTTP/1.1`,
    ...[`Host: ${hostname}:${port}`, `Authorization: Bearer ${token}`, "Tus-Resumable: 1.0.0"],
    ...[`Upload-Offset: ${offset}`, `Content-Type: ${uploadMediaType}`, `Content-Length: ${bytes.length + 1}`],
  ];
  const { promise: isClosed, resolve } = Promise.withResolvers<void>();
  socket.once("close", () => resolve());
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  const half = bytes.length >> 1;
  await new Promise((written) => socket.write(bytes.subarray(0, half), written));
  const id = path.split("/").at(-1) ?? "";
  const blob = join(dataFolder, "files", id.slice(-2), `${id}.upload`);
  if (half > 0) await eventually(() => expect(statSync(blob).size).toBe(offset + half));
  await new Promise((written) => socket.write(bytes.subarray(half), written));
  socket.destroy();
  await isClosed;
}
