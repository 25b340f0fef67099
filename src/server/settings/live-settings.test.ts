import { expect, test } from "bun:test";
import { command, newAccount, newGuest, operate, operatorCommand } from "../../../test/support/administration.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { enter, Participant } from "../../../test/support/people.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { startTestServer } from "../../../test/support/test-server.ts";
import { LOBBY_ID } from "../../client/index.ts";
import { adminLimits } from "../../protocol/admin.ts";
import { paths } from "../../protocol/http.ts";
import { pngOf } from "../files/testing/samples.ts";
import { Uploader } from "../http/files/testing/uploader.ts";

const infoOf = async (url: string): Promise<unknown> => (await fetch(url + paths.server)).json();
const MINUTE_MS = 60_000;

test("[P182a] every setting holds from its change on", async () => {
  await using server = await startTestServer({ messagesPerSecond: 20 });
  const { url, dataFolder } = server;
  using ann = await enter(url, "ann");
  const set = (input: object) => operate(dataFolder, "set-settings", input);

  await set({ areGuestsAllowed: false, name: " The  reef ", welcome: "Come in.\n\nBe kind." });
  expect(await infoOf(url)).toMatchObject({ name: "The reef", welcome: "Come in. Be kind.", areGuestsAllowed: false });
  await expect(newGuest(url, "guest")).rejects.toThrow("guests-not-allowed");
  expect((await fetch(`${url}/chat`)).status).toBe(404);
  await set({ areGuestsAllowed: true, registration: "closed" });
  await expect(newGuest(url, "guest")).rejects.toThrow("registration-closed");
  await set({ registration: "open", name: "", welcome: "" });
  await newGuest(url, "guest");
  expect((await fetch(`${url}/chat`)).status).toBe(426);
  expect(await infoOf(url)).not.toHaveProperty("welcome");

  await set({ uploadBytesMax: 100 });
  const uploader = await Uploader.signIn(server, "ben");
  expect((await uploader.create(101)).status).toBe(413);
  expect((await uploader.create(100)).status).toBe(201);
  await set({ uploadBytesMax: 30 * 1024 * 1024 });
  expect((await uploader.create(30 * 1024 * 1024)).status).toBe(201);
  using late = await enter(url, "late");
  expect(late.client.limits?.uploadBytesMax).toBe(30 * 1024 * 1024);

  await set({ messagesPerSecond: 1 });
  await ann.client.send(LOBBY_ID, "one");
  expect(await uploader.ask({ type: "send", conversationId: LOBBY_ID, clientMessageId: "message-1", text: "a" })).toMatchObject({
    type: "sent",
  });
  const second = { type: "send", conversationId: LOBBY_ID, clientMessageId: "message-2", text: "b" } as const;
  expect(await uploader.ask(second)).toMatchObject({ code: "rate-limited" });
  await set({ messagesPerSecond: 0 });
  for (let index = 0; index < 50; index += 1) {
    expect(await uploader.ask({ ...second, clientMessageId: `message-${index + 10}` })).toMatchObject({ type: "sent" });
  }
});

test("[P182b] what the operator fixed at the start wins, and is named; what is set anyway is no change", async () => {
  await using folder = await temporaryFolder();
  const first = await startTestServer({ dataFolder: folder.path });
  await operate(folder.path, "set-settings", { name: "stored", registration: "invite" });
  await first[Symbol.asyncDispose]();
  await using server = await startTestServer({
    dataFolder: folder.path,
    registration: "closed",
    fixedBy: { registration: "--registration", name: "SHOAL_NAME" },
  });
  const { settings, fixedBy } = await operate(folder.path, "settings");
  expect(fixedBy).toEqual({ registration: "--registration", name: "SHOAL_NAME" });
  expect(settings).toMatchObject({ registration: "closed", name: "Reef school" });
  expect(await infoOf(server.url)).toMatchObject({ registration: "closed", name: "Reef school" });
  const refused = await operatorCommand(folder.path, "set-settings", { registration: "open", welcome: "no" });
  expect([refused.status, await refused.json()]).toMatchObject([
    409,
    { error: "setting-fixed", message: expect.stringContaining("--registration") },
  ]);
  expect((await operate(folder.path, "settings")).settings.welcome).toBe("");
  await operate(folder.path, "set-settings", { registration: "closed", welcome: "yes" });
  expect((await operate(folder.path, "settings")).settings.welcome).toBe("yes");
});

test("[P182c] settings survive a restart, and are in the audit log with their values", async () => {
  await using folder = await temporaryFolder();
  const first = await startTestServer({ dataFolder: folder.path });
  const changes = { registration: "invite", welcome: "Hello", messagesPerSecond: 7, uploadBytesMax: 5, newcomerMinutes: 9 };
  await operate(folder.path, "set-settings", changes);
  await operate(folder.path, "set-settings", changes);
  await first[Symbol.asyncDispose]();
  await using server = await startTestServer({ dataFolder: folder.path });
  expect((await operate(folder.path, "settings")).settings).toMatchObject(changes);
  expect(await infoOf(server.url)).toMatchObject({ registration: "invite", welcome: "Hello" });
  const { entries } = await operate(folder.path, "audit");
  expect(entries).toMatchObject([{ act: "set-settings", details: changes }]);
});

test("[P182d] the server's picture is made of an administrator's upload, and is there for visitors", async () => {
  await using server = await startTestServer();
  const { url, dataFolder } = server;
  const ann = await Uploader.signIn(server, "ann");
  await ann.call("PUT", paths.account, {}, JSON.stringify({ password: "correct horse battery" }));
  await operate(dataFolder, "set-role", { userId: ann.userId, serverRole: "administrator" });
  const set = async (picture: string): Promise<unknown> => (await command(url, ann.token, "set-settings", { picture })).json();
  const [one, two] = [await ann.upload(pngOf({ width: 64, height: 64 })), await ann.upload(pngOf({ width: 80, height: 64 }))];
  expect(await set("f_unknown")).toMatchObject({ error: "file-not-found" });
  expect(await set(await ann.upload("no picture"))).toMatchObject({ error: "picture-invalid" });
  const others = await (await Uploader.signIn(server, "ben")).upload(pngOf({ width: 64, height: 64 }));
  expect(await set(others)).toMatchObject({ error: "file-not-found" });
  expect(await (await operatorCommand(dataFolder, "set-settings", { picture: one })).json()).toMatchObject({
    error: "file-not-found",
  });
  expect(await set(one)).toMatchObject({ settings: { picture: one } });
  expect(await infoOf(url)).toMatchObject({ picture: one });
  expect((await fetch(`${url}${paths.pictures}/${one}`)).headers.get("content-type")).toBe("image/webp");
  server.clock.advance(61 * MINUTE_MS); // tidied up meanwhile
  expect((await fetch(`${url}${paths.pictures}/${one}`)).status).toBe(200);
  const third = await ann.upload(pngOf({ width: 64, height: 64 }));
  expect(await set(third)).toMatchObject({ settings: { picture: third } });
  expect((await fetch(`${url}${paths.pictures}/${one}`)).status).toBe(404);
  await operate(dataFolder, "set-settings", { picture: "" });
  expect(await infoOf(url)).not.toHaveProperty("picture");
  expect(two).not.toBe(one);
});

test("[P182e] a new guest only reads at first, and an account writes at once", async () => {
  await using server = await startTestServer();
  using before = await enter(server.url, "before");
  await operate(server.dataFolder, "set-settings", { newcomerMinutes: 10 });
  using ann = await enter(server.url, "ann");
  await expect(ann.client.send(LOBBY_ID, "hi")).rejects.toMatchObject({ code: "muted" });
  await before.client.send(LOBBY_ID, "hi");
  const account = await newAccount(server, "account");
  const sent = { type: "send", conversationId: LOBBY_ID, clientMessageId: "message-1", text: "hi" };
  const answer = await fetch(server.url + paths.frames, {
    method: "POST",
    headers: { Authorization: `Bearer ${account.token}` },
    body: JSON.stringify(sent),
  });
  expect(await answer.text()).toContain('"sent"');
  server.clock.advance(10 * MINUTE_MS);
  await ann.isLive();
  await ann.client.send(LOBBY_ID, "hi");
});

test("[P182f] a name or a text that cannot be shown is refused, and nothing of that change is stored", async () => {
  await using server = await startTestServer();
  for (const wrong of [
    { name: "x".repeat(61) },
    { name: "a\u0000b" },
    { name: "\u200b" },
    { welcome: "é".repeat(301) },
    { welcome: "\u202e" },
  ]) {
    const response = await operatorCommand(server.dataFolder, "set-settings", { newcomerMinutes: 3, ...wrong });
    expect(await response.json()).toMatchObject({ error: "setting-invalid" });
  }
  for (const wrong of [
    { messagesPerSecond: -1 },
    { uploadBytesMax: 2 ** 31 },
    { newcomerMinutes: 10_081 },
    { registration: "no" },
  ]) {
    expect((await operatorCommand(server.dataFolder, "set-settings", wrong)).status).toBe(400);
  }
  expect((await operate(server.dataFolder, "settings")).settings).toMatchObject({ newcomerMinutes: 0, welcome: "" });
  await operate(server.dataFolder, "set-settings", { welcome: "<script>alert(1)</script>" });
  const response = await fetch(server.url + paths.server);
  expect(response.headers.get("content-type")).toStartWith("application/json");
});

test("[P183a] [P183c] [P183d] a raid keeps newcomers out, tells everyone, ends by itself and survives a restart", async () => {
  await using folder = await temporaryFolder();
  const first = await startTestServer({ dataFolder: folder.path });
  const ann = await enter(first.url, "ann");
  const account = await newAccount(first, "account");
  const { until } = await operate(folder.path, "raid", { isOn: true, minutes: 10 });
  await eventually(() => expect(ann.client.moderation.serverStanding).toMatchObject({ raidUntil: until }));
  expect(await infoOf(first.url)).toMatchObject({ registration: "closed", raidUntil: until });
  await expect(newGuest(first.url, "guest")).rejects.toThrow("registration-closed");
  await expect(newAccount(first, "new account")).rejects.toThrow("registration-closed");
  expect((await fetch(`${first.url}/chat`)).status).toBe(404);
  const back = { nickname: "account", password: "correct horse battery" };
  expect((await fetch(first.url + paths.sessions, { method: "POST", body: JSON.stringify(back) })).status).toBe(201);
  ann[Symbol.dispose]();
  await first[Symbol.asyncDispose]();

  await using server = await startTestServer({ dataFolder: folder.path });
  expect((await operate(folder.path, "status")).raid).toEqual({ isOn: true, until });
  await expect(newGuest(server.url, "guest")).rejects.toThrow("registration-closed");
  using again = await new Participant(server.url, account).isLive();
  expect(again.client.moderation.serverStanding).toMatchObject({ raidUntil: until });
  await operate(folder.path, "raid", { isOn: false });
  await eventually(() => expect(again.client.moderation.serverStanding).not.toHaveProperty("raidUntil"));
  await operate(folder.path, "raid", { isOn: true });
  expect((await operate(folder.path, "raid", { isOn: true, minutes: 10 })).isOn).toBe(true);
  server.clock.advance(10 * MINUTE_MS);
  expect(await infoOf(server.url)).not.toHaveProperty("raidUntil");
  await newGuest(server.url, "guest");
  expect((await operatorCommand(folder.path, "raid", { isOn: true, minutes: 24 * 60 + 1 })).status).toBe(400);
});

test("[P183b] in a raid a user writes once in 5 s, and staff as before", async () => {
  await using server = await startTestServer();
  const { url, dataFolder } = server;
  const [ann, staff] = [await newGuest(url, "ann"), await newAccount(server, "staff", "moderator")];
  await operate(dataFolder, "raid", { isOn: true });
  let made = 0;
  const send = async ({ token }: { token: string }): Promise<string> => {
    const frame = { type: "send", conversationId: LOBBY_ID, clientMessageId: `message-${++made}`, text: "x" };
    const headers = { Authorization: `Bearer ${token}` };
    return (await fetch(url + paths.frames, { method: "POST", headers, body: JSON.stringify(frame) })).text();
  };
  expect(await send(ann)).toContain('"sent"');
  const refused = await send(ann);
  expect(refused).toContain('"rate-limited"');
  expect(refused).toContain(`"retryAfterMs":${adminLimits.raidPaceMs}`);
  for (let index = 0; index < 5; index += 1) expect(await send(staff)).toContain('"sent"');
  server.clock.advance(adminLimits.raidPaceMs);
  expect(await send(ann)).toContain('"sent"');
  await operate(dataFolder, "raid", { isOn: false });
  for (let index = 0; index < 5; index += 1) expect(await send(ann)).toContain('"sent"');
});
