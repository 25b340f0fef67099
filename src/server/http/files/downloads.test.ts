import { describe, expect, test } from "bun:test";
import { expectRefusal } from "../../../../test/support/http-caller.ts";
import { startTestServer, type TestServer } from "../../../../test/support/test-server.ts";
import { LOBBY_ID } from "../../../client/index.ts";
import { paths } from "../../../protocol/http.ts";
import { bytesOf, gifOf, jpegOf, mp4Of, pngOf, SECRET, webpOf } from "../../files/testing/samples.ts";
import { nameInMessage, Uploader } from "./testing/uploader.ts";

const NOTE = "0123456789";

async function signIn<Names extends string>(server: TestServer, ...nicknames: Names[]): Promise<Record<Names, Uploader>> {
  const entries = nicknames.map(async (nickname) => [nickname, await Uploader.signIn(server, nickname)] as const);
  return Object.fromEntries(await Promise.all(entries)) as Record<Names, Uploader>;
}

async function createRoom(owner: Uploader): Promise<string> {
  const created = await owner.ask({ type: "create-room", name: "reef" });
  if (created.type !== "conversation") throw new Error("There is no room.");
  return created.conversation.id;
}

describe("[P83a] who may see a file", () => {
  test("its uploader until a message names it, and then the members, until they leave", async () => {
    await using server = await startTestServer();
    const { ann, ben, eve } = await signIn(server, "ann", "ben", "eve");
    const roomId = await createRoom(ann);
    await ben.ask({ type: "join", conversationId: roomId });
    const id = await ann.upload(NOTE);
    expect((await ann.download(id)).status).toBe(200);
    await expectRefusal(await ben.download(id), "not-found");

    nameInMessage(server, id, roomId, 3);
    for (const member of [ann, ben]) expect(await (await member.download(id)).text()).toBe(NOTE);
    for (const method of ["GET", "HEAD"]) expect((await eve.download(id, {}, method)).status).toBe(404);
    await ben.ask({ type: "leave", conversationId: roomId });
    await expectRefusal(await ben.download(id), "not-found");
    await expectRefusal(await ben.call("GET", `${paths.files}/${id}/preview`), "not-found");
    await ann.ask({ type: "leave", conversationId: roomId });
    await expectRefusal(await ann.download(id), "not-found");
  });

  test("a file that a message names is not deleted as an upload", async () => {
    await using server = await startTestServer();
    const { ann } = await signIn(server, "ann");
    const id = await ann.upload(NOTE);
    nameInMessage(server, id, LOBBY_ID, 1);
    await expectRefusal(await ann.tus("DELETE", `${paths.uploads}/${id}`), "not-found");
    expect((await ann.download(id)).status).toBe(200);
  });

  test("a copy that a browser kept is asked for again, and refused to a user who left", async () => {
    await using server = await startTestServer();
    const { ann, ben } = await signIn(server, "ann", "ben");
    const roomId = await createRoom(ann);
    await ben.ask({ type: "join", conversationId: roomId });
    const id = await ann.upload(NOTE);
    nameInMessage(server, id, roomId, 3);
    const etag = (await ben.download(id)).headers.get("etag") ?? "";
    expect((await ben.download(id, { "If-None-Match": etag })).status).toBe(304);
    await ben.ask({ type: "leave", conversationId: roomId });
    await expectRefusal(await ben.download(id, { "If-None-Match": etag }), "not-found");
  });

  test("no session, a foreign page, an unfinished upload or an unknown id see nothing", async () => {
    await using server = await startTestServer();
    const { ann } = await signIn(server, "ann");
    const id = await ann.upload(NOTE);
    await expectRefusal(await ann.download(id, { Authorization: "" }), "unauthenticated");
    await expectRefusal(await ann.download(id, { Origin: "https://elsewhere.example" }), "forbidden-origin");
    const unfinished = (await ann.begin(5)).split("/").at(-1) ?? "";
    for (const each of [unfinished, "f_unknown", "..%2F..%2Fshoal.db", "%00", `${id}.upload`]) {
      await expectRefusal(await ann.download(each), "not-found");
    }
  });
});

describe("[P83b] how a file is shown", () => {
  test.each([
    ["a picture", pngOf(), "image/png"],
    ["a moving picture", gifOf(), "image/gif"],
    ["a video", mp4Of("isom"), "video/mp4"],
  ])("%s is shown in place", async (_what, bytes, type) => {
    await using server = await startTestServer();
    const { ann } = await signIn(server, "ann");
    const { headers } = await ann.download(await ann.upload(bytes, "fish"));
    expect([headers.get("content-type"), headers.get("content-disposition")]).toEqual([
      type,
      "inline; filename=\"fish\"; filename*=UTF-8''fish",
    ]);
  });

  test.each([
    ["page.html", "<script>alert(1)</script>", "text/html", "application/octet-stream"],
    ["picture.svg", "<svg onload='alert(1)'/>", "image/svg+xml", "application/octet-stream"],
    ["paper.pdf", "%PDF-1.7", "application/pdf", "application/pdf"],
  ])("%s is only downloaded, and runs nothing", async (name, text, declared, type) => {
    await using server = await startTestServer();
    const { ann } = await signIn(server, "ann");
    const { headers } = await ann.download(await ann.upload(text, name, declared));
    expect(headers.get("content-disposition")).toBe(`attachment; filename="${name}"; filename*=UTF-8''${name}`);
    expect(headers.get("content-type")).toBe(type);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toBe("sandbox; default-src 'none'");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
  });
});

test("[P82b] a downloaded photo does not tell where it was taken", async () => {
  await using server = await startTestServer();
  const { ann } = await signIn(server, "ann");
  for (const photo of [jpegOf({ orientation: 6 }), pngOf(), webpOf()]) {
    const id = await ann.upload(photo);
    const bytes = Buffer.from(await (await ann.download(id)).bytes());
    expect(bytes.includes(SECRET)).toBe(false);
    expect(bytes.length).toBeLessThan(photo.length);
    expect(await ann.progress(`${paths.uploads}/${id}`)).toEqual([photo.length, photo.length]);
  }
});

test.each([
  ["../../etc/passwd", "passwd"],
  ["C:\\secret\\fish.png", "fish.png"],
  ["a\0b\r\nSet-Cookie: x.txt", "abSet-Cookie: x.txt"],
  ["gnp.\u202Eexe", "gnp.exe"],
  ["..", "file"],
  ["", "file"],
  ["小鱼 🐟.png", "小鱼 🐟.png"],
  [".bashrc", "bashrc"],
  ["preview", "preview_"],
  [`${"鱼".repeat(200)}.jpeg`, `${"鱼".repeat(83)}.jpeg`],
])("[P82d] the name %j is told as %j", async (name, told) => {
  await using server = await startTestServer();
  const { ann } = await signIn(server, "ann");
  const id = await ann.upload(NOTE, name);
  const disposition = (await ann.download(id)).headers.get("content-disposition") ?? "";
  expect(decodeURIComponent(disposition.split("''")[1] ?? "")).toBe(told);
  expect(disposition).toMatch(/^attachment; filename="[ -~]+"; filename\*=UTF-8''[\w.!~%-]+$/);
});

describe("[P83c] parts of a file", () => {
  test.each([
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=4-", 206, "456789", "bytes 4-9/10"],
    ["bytes=-3", 206, "789", "bytes 7-9/10"],
    ["bytes=-99", 206, NOTE, "bytes 0-9/10"],
    ["bytes=8-99", 206, "89", "bytes 8-9/10"],
    ["bytes=0-0,5-6", 200, NOTE, null],
    ["bytes=5-2", 200, NOTE, null],
    ["lines=1-2", 200, NOTE, null],
    ["bytes=-", 200, NOTE, null],
  ])("Range: %s", async (range, status, text, contentRange) => {
    await using server = await startTestServer();
    const { ann } = await signIn(server, "ann");
    const id = await ann.upload(NOTE);
    const answer = await ann.download(id, { Range: range });
    expect([answer.status, await answer.text(), answer.headers.get("content-range")]).toEqual([status, text, contentRange]);
    expect(answer.headers.get("content-length")).toBe(String(text.length));
  });

  test.each(["bytes=10-", "bytes=99-100", "bytes=-0"])("Range: %s begins behind the end", async (range) => {
    await using server = await startTestServer();
    const { ann } = await signIn(server, "ann");
    const answer = await ann.download(await ann.upload(NOTE), { Range: range });
    expect(answer.headers.get("content-range")).toBe("bytes */10");
    await expectRefusal(answer, "range-invalid");
  });

  test("If-Range takes the part only of the same file", async () => {
    await using server = await startTestServer();
    const { ann } = await signIn(server, "ann");
    const id = await ann.upload(NOTE);
    const etag = (await ann.download(id)).headers.get("etag") ?? "";
    const statusWith = async (ifRange: string) => (await ann.download(id, { Range: "bytes=2-3", "If-Range": ifRange })).status;
    expect([await statusWith(etag), await statusWith('"other"'), await statusWith(`W/${etag}`)]).toEqual([206, 200, 200]);
  });

  test("HEAD answers like GET, without the bytes", async () => {
    await using server = await startTestServer();
    const { ann } = await signIn(server, "ann");
    const id = await ann.upload(NOTE);
    const answer = await ann.download(id, { Range: "bytes=2-3" }, "HEAD");
    expect([answer.status, answer.headers.get("content-length"), await answer.text()]).toEqual([200, "10", ""]);
    expect(answer.headers.get("accept-ranges")).toBe("bytes");
  });
});

test("[P83d] a file is kept by its reader only, and asked for each time", async () => {
  await using server = await startTestServer();
  const { ann } = await signIn(server, "ann");
  const id = await ann.upload(NOTE);
  const { headers } = await ann.download(id);
  expect([headers.get("cache-control"), headers.get("etag")]).toEqual(["private, no-cache", `"${id}"`]);
  expect((await ann.download(id, { "If-None-Match": `"x", W/"${id}"` })).status).toBe(304);
  expect((await ann.download(id, { "If-None-Match": '"x"' })).status).toBe(200);
});

describe("[P84] previews", () => {
  test("a large picture has a small one, which is made once", async () => {
    await using server = await startTestServer();
    const { ann } = await signIn(server, "ann");
    const id = await ann.upload(pngOf({ width: 1_600, height: 400 }), "wide.png");
    const answers = await Promise.all([1, 2, 3].map(() => ann.call("GET", `${paths.files}/${id}/preview`)));
    for (const answer of answers) {
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/webp"]);
      expect(await new Bun.Image(await answer.bytes()).metadata()).toMatchObject({ width: 800, height: 200 });
    }
    const etag = answers[0]?.headers.get("etag") ?? "";
    expect((await ann.call("GET", `${paths.files}/${id}/preview`, { "If-None-Match": etag })).status).toBe(304);
  });

  test.each([
    ["a small picture", pngOf({ width: 800, height: 10 })],
    ["a moving picture", gifOf({ width: 2_000, height: 2_000 })],
    ["what is no picture", bytesOf(NOTE)],
    ["a picture of which the decoder makes nothing", webpOf({ width: 2_000, height: 1_000 })],
    ["a JPEG that is not baseline", jpegOf({ width: 2_000, height: 1_000, frameMarker: 0xc2 })],
  ])("%s leads to the file itself", async (_what, bytes) => {
    await using server = await startTestServer();
    const { ann } = await signIn(server, "ann");
    const id = await ann.upload(bytes, "小鱼.png");
    for (let time = 0; time < 2; time += 1) {
      const { status, headers } = await ann.call("GET", `${paths.files}/${id}/preview`);
      expect([status, headers.get("location")]).toEqual([307, `${paths.files}/${id}/${encodeURIComponent("小鱼.png")}`]);
    }
  });
});
