import { expect, test } from "bun:test";
import { expectRefusal } from "../../../../test/support/http-caller.ts";
import { startTestServer } from "../../../../test/support/test-server.ts";
import { inviteLinkPreview, LOBBY_ID, pictureAddress } from "../../../client/index.ts";
import { paths } from "../../../protocol/http.ts";
import { newClientMessageId } from "../../../protocol/ids.ts";
import { bytesOf, jpegOf, pngOf, SECRET } from "../../files/testing/samples.ts";
import { Uploader } from "./testing/uploader.ts";

const photo = () => pngOf({ width: 600, height: 400 });

test("[P120a] [P120d] a user chooses an upload as picture, once or twice alike, and the file is gone", async () => {
  await using server = await startTestServer();
  const [ann, ben] = [await Uploader.signIn(server, "ann"), await Uploader.signIn(server, "ben")];
  const id = await ann.upload(photo());
  await expectRefusal(await ben.call("GET", `${paths.pictures}/${id}`), "not-found");
  for (let time = 1; time <= 2; time += 1) {
    expect(await ann.ask({ type: "update-profile", picture: id })).toMatchObject({ type: "done" });
  }
  expect(await ben.ask({ type: "person", userId: ann.userId })).toMatchObject({ person: { nickname: "ann", picture: id } });
  await expectRefusal(await ann.download(id), "not-found");
  const picture = await ben.call("GET", `${paths.pictures}/${id}`);
  const bytes = Buffer.from(await picture.bytes());
  expect([picture.status, bytes.subarray(8, 12).toString(), bytes.includes(SECRET)]).toEqual([200, "WEBP", false]);
});

test("[P120a] [P120c] uploads of others, files of messages, and what is no picture are refused, and change nothing", async () => {
  await using server = await startTestServer();
  const [ann, ben] = [await Uploader.signIn(server, "ann"), await Uploader.signIn(server, "ben")];
  const named = await ann.upload(photo());
  const message = { type: "send", conversationId: LOBBY_ID, clientMessageId: newClientMessageId(), text: "", files: [named] };
  expect(await ann.ask(message)).toMatchObject({ type: "sent" });
  for (const picture of [named, await ben.upload(photo()), "f_unknown"]) {
    expect(await ann.ask({ type: "update-profile", picture })).toMatchObject({ type: "error", code: "file-not-found" });
    expect(await ann.ask({ type: "create-room", name: "reef", picture })).toMatchObject({ code: "file-not-found" });
  }
  expect(await ann.ask({ type: "update-profile", picture: "../x" })).toMatchObject({ code: "bad-frame" });
  for (const bytes of [bytesOf("hello"), jpegOf()]) {
    const picture = await ann.upload(bytes);
    expect(await ann.ask({ type: "update-profile", picture, tone: 3 })).toMatchObject({ code: "picture-invalid" });
    expect((await ann.download(picture)).status).toBe(200);
  }
  const large = await ann.upload(jpegOf({ width: 5_000, height: 5_001 }));
  expect(await ann.ask({ type: "update-profile", picture: large })).toMatchObject({ code: "picture-too-large" });
  const card = await ben.ask({ type: "person", userId: ann.userId });
  expect(card).toMatchObject({ person: { id: ann.userId, nickname: "ann" } });
  expect((card as { person?: object }).person).not.toHaveProperty("picture");
  expect((await ben.download(named)).status).toBe(200);
});

test("[P122] [P121b] a picture is for everyone who was told its id, for ever the same, and runs nothing", async () => {
  await using server = await startTestServer();
  const ann = await Uploader.signIn(server, "ann");
  const picture = await ann.upload(photo());
  const created = await ann.ask({ type: "create-room", name: "reef", emoji: "🐠", isPrivate: true, picture });
  if (created.type !== "conversation") throw new Error("There is no room.");
  const linked = await ann.ask({ type: "create-invite-link", conversationId: created.conversation.id });
  if (linked.type !== "invite-link") throw new Error("There is no link.");

  const preview = await inviteLinkPreview(server.url, linked.link.code);
  expect(preview).toMatchObject({ name: "reef", emoji: "🐠", picture });
  const address = pictureAddress(server.url, preview.picture ?? "");
  const { status, headers } = await fetch(address);
  expect(status).toBe(200);
  expect(Object.fromEntries(headers)).toMatchObject({
    "content-type": "image/webp",
    "cache-control": "private, max-age=31536000, immutable",
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
  });
  expect((await fetch(address, { headers: { "If-None-Match": headers.get("etag") ?? "" } })).status).toBe(304);
  expect((await fetch(address, { method: "HEAD" })).status).toBe(200);
  for (const id of ["f_unknown", "..%2F..%2Fshoal.db", "%00", `${picture}.picture`, `${picture}x`]) {
    await expectRefusal(await fetch(`${server.url}${paths.pictures}/${id}`), "not-found");
  }
  await expectRefusal(await fetch(address, { headers: { Origin: "https://elsewhere.example" } }), "forbidden-origin");
});

test("[P121c] a picture that gave way cannot be fetched any more", async () => {
  await using server = await startTestServer();
  const ann = await Uploader.signIn(server, "ann");
  const [first, second] = [await ann.upload(photo()), await ann.upload(photo())];
  const statusOf = async (id: string) => (await fetch(`${server.url}${paths.pictures}/${id}`)).status;
  await ann.ask({ type: "update-profile", picture: first });
  await ann.ask({ type: "update-profile", picture: second });
  expect([await statusOf(first), await statusOf(second)]).toEqual([404, 200]);
  await ann.ask({ type: "update-profile", picture: "" });
  expect(await statusOf(second)).toBe(404);
});

test("[P120d] new pictures, of rooms too, are paced like changes of the profile", async () => {
  await using server = await startTestServer({ messagesPerSecond: 1_000 });
  const ann = await Uploader.signIn(server, "ann");
  const codes: string[] = [];
  for (let time = 1; time <= 24; time += 1) {
    const name = `room ${time}`;
    const answer = await ann.ask({ type: time % 2 === 0 ? "create-room" : "update-profile", name, picture: "f_unknown" });
    codes.push(answer.type === "error" ? answer.code : answer.type);
  }
  expect(codes.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => "file-not-found"));
  expect(codes.at(-1)).toBe("rate-limited");
});
