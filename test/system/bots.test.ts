import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  type BotScope,
  createBot,
  deleteBot,
  LOBBY_ID,
  listBots,
  resetBotToken,
  ShoalClient,
  type ShoalError,
  uploadFile,
} from "../../src/client/index.ts";
import type { AnyErrorCode } from "../../src/protocol/errors.ts";
import type { DownFrame } from "../../src/protocol/frames/down.ts";
import type { UpFrameInput } from "../../src/protocol/frames/up.ts";
import { paths } from "../../src/protocol/http.ts";
import { newClientMessageId } from "../../src/protocol/ids.ts";
import { command, newAccount, operate } from "../support/administration.ts";
import { BareChannel } from "../support/bare-channel.ts";
import { eventually } from "../support/eventually.ts";
import { bearer, HttpCaller } from "../support/http-caller.ts";
import { enter, type Participant } from "../support/people.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";
import { transportNamed, transportNames } from "../support/transport-named.ts";

let server: TestServer;
const lines: string[] = [];
const tokens: string[] = [];
const caller = new HttpCaller(() => server);

beforeAll(async () => {
  server = await startTestServer({ onLog: (line) => lines.push(line) });
});
afterAll(() => server[Symbol.asyncDispose]());

/** A room of its own with a bot in it. */
async function roomWithBot(name: string, scopes: readonly BotScope[] = ["read", "write"]) {
  const owner = await enter(server.url, `${name} owner`);
  const { id } = await owner.client.createRoom({ name, isPrivate: true });
  const { bot, token } = await createBot(
    server.url,
    { conversationId: id, nickname: `${name} bot`, scopes },
    { token: owner.token },
  );
  tokens.push(token);
  return { owner, roomId: id, bot, token };
}

/** One frame over HTTP, without a connection. */
async function ask(token: string, frame: UpFrameInput): Promise<DownFrame> {
  const response = await caller.call("POST", paths.frames, { ...bearer(token), body: frame });
  return (await response.json()) as DownFrame;
}

const codeOf = (answer: DownFrame): AnyErrorCode | undefined => (answer.type === "error" ? answer.code : undefined);

async function untilClosed(client: ShoalClient): Promise<AnyErrorCode | undefined> {
  return await new Promise((resolve) => client.on("closed", (error) => resolve(error?.code)));
}

async function untilLive({ client, user }: Participant | { client: ShoalClient; user: { nickname: string } }): Promise<void> {
  await eventually(() => {
    if (client.state !== "live") throw new Error(`${user.nickname} is ${client.state}`);
  });
}

test("[P215a] a bot reads and writes in its room, is mentioned, answers in private, and everyone is told that it is one", async () => {
  const { owner, roomId, bot, token } = await roomWithBot("reef");
  using _ = owner;
  const client = new ShoalClient(server.url, { token });
  const heard: string[] = [];
  client.on("message", ({ conversationId, event }) => {
    if (event.by.id === bot.user.id) return;
    heard.push(event.text);
    void client.send(conversationId, `heard: ${event.text}`);
  });
  await untilLive({ client, user: bot.user });
  expect([...client.conversations.keys()]).toEqual([roomId]);

  const at = `@${bot.user.nickname}`;
  await owner.client.send(roomId, at, { mentions: [{ start: 0, length: at.length, userId: bot.user.id }] });
  const direct = await owner.client.openDirect(bot.user.id);
  await owner.client.send(direct.id, "psst");
  await eventually(() => expect(owner.events.get(direct.id)?.at(-1)).toMatchObject({ text: "heard: psst", by: { isBot: true } }));
  await eventually(() => expect(owner.events.get(roomId)?.at(-1)).toMatchObject({ text: `heard: ${at}`, by: { isBot: true } }));
  expect(heard.toSorted()).toEqual([at, "psst"].toSorted());
  expect((await client.mentions()).messages).toHaveLength(1);

  const { members } = await owner.client.members(roomId);
  expect(members.find(({ id }) => id === bot.user.id)).toMatchObject({ isBot: true, isOnline: true, role: "member" });
  expect(members.find(({ id }) => id === owner.user.id)?.isBot).toBeUndefined();
  expect((await owner.client.person(bot.user.id)).person.isBot).toBe(true);
  const { seq } = await client.send(roomId, "gren");
  await client.edit(roomId, seq, "green");
  await client.react(roomId, seq, "👍");
  await client.delete(roomId, seq);
  expect(codeOf(await ask(token, { type: "open-direct", requestId: 1, userId: owner.user.id }))).toBe("not-allowed");
  client.close();
});

test("[P216b] the token stands wherever that of a session does, and in a cookie it counts for nothing", async () => {
  const { owner, bot, token } = await roomWithBot("cave");
  using _ = owner;
  const session = await caller.call("GET", paths.session, bearer(token));
  expect(await session.json()).toMatchObject({ user: { id: bot.user.id, isBot: true } });
  expect(session.headers.get("set-cookie")).toBeNull();
  const cookie = { Origin: server.url, Cookie: `shoal-${new URL(server.url).port}=${token}` };
  expect((await caller.call("GET", paths.session, { headers: cookie })).status).toBe(401);
  expect((await caller.call("POST", paths.frames, { headers: cookie, body: { type: "ping" } })).status).toBe(401);
  const other = token.at(-1) === "A" ? "B" : "A";
  for (const guess of [token.slice(0, -1) + other, `${token}A`, token.slice(4), token.toUpperCase()]) {
    expect((await caller.call("GET", paths.session, bearer(guess))).status).toBe(401);
  }
});

test("[P217b] a connection needs `read`, and over HTTP there is nothing for a bot beyond its scopes", async () => {
  const { owner, roomId, token } = await roomWithBot("bay", ["write"]);
  using _ = owner;
  const writer = new ShoalClient(server.url, { token });
  expect(await untilClosed(writer)).toBe("not-allowed");
  expect((await caller.call("POST", paths.poll, { ...bearer(token), body: { version: 1 } })).status).toBe(403);
  const message = { type: "send", conversationId: roomId, clientMessageId: newClientMessageId(), text: "built" } as const;
  expect(await ask(token, message)).toMatchObject({ type: "sent" });
  expect(codeOf(await ask(token, { type: "history", requestId: 1, conversationId: roomId }))).toBe("not-allowed");
  expect(codeOf(await ask(token, { type: "pin", requestId: 1, conversationId: roomId, seq: 3 }))).toBe("not-allowed");

  const text = new File(["all green"], "log.txt", { type: "text/plain" });
  const fileId = await uploadFile(server.url, text, { token });
  expect((await caller.call("GET", `${paths.files}/${fileId}/log.txt`, bearer(token))).status).toBe(403);
  const forPeople: readonly [method: string, path: string, body?: object][] = [
    ["GET", paths.sessions],
    ["DELETE", paths.sessions],
    ["DELETE", paths.session],
    ["POST", paths.deviceLinks],
    ["GET", paths.account],
    ["PUT", paths.account, { password: "correct horse battery" }],
    ["DELETE", paths.account, {}],
    ["GET", paths.accountExport],
    ["POST", paths.administrators, { administratorLink: "a".repeat(43) }],
    ["POST", paths.resetLinks],
    ["POST", paths.adminCommand.replace(":command", "status"), {}],
  ];
  for (const [method, path, body] of forPeople) {
    const response = await caller.call(method, path, { ...bearer(token), ...(body && { body }) });
    expect([method, path, response.status]).toEqual([method, path, 403]);
  }
});

test("[P218a] a new token ends the one before at once, on every transport", async () => {
  const { owner, roomId, bot, token } = await roomWithBot("cliff");
  using _ = owner;
  const clients = transportNames.map((name) => new ShoalClient(server.url, { token, transport: name }));
  for (const client of clients) await untilLive({ client, user: bot.user });
  const closed = Promise.all(clients.map(untilClosed));
  const { token: newToken } = await resetBotToken(
    server.url,
    { conversationId: roomId, userId: bot.user.id },
    { token: owner.token },
  );
  tokens.push(newToken);
  await owner.client.send(roomId, "not for the old token");
  expect(await closed).toEqual(transportNames.map(() => "signed-out"));
  expect((await caller.call("GET", paths.session, bearer(token))).status).toBe(401);
  expect((await caller.call("GET", paths.session, bearer(newToken))).status).toBe(200);
});

test("[P219b] a bot is signed out when its maker leaves the room, when it is removed, and when it is deleted", async () => {
  const { owner, roomId, bot, token } = await roomWithBot("dune");
  using _ = owner;
  const [own, ofRoom] = [{ token: owner.token }, { conversationId: roomId, scopes: ["read"] } as const];
  const two = await createBot(server.url, { ...ofRoom, nickname: "dune two" }, own);
  const three = await createBot(server.url, { ...ofRoom, nickname: "dune three" }, own);
  const channels = await Promise.all(
    [token, two.token, three.token].map((each) => BareChannel.greet(transportNamed("websocket", server.url), each)),
  );
  const isClosed = (index: number) => eventually(() => expect(channels[index]?.closeCode).toBe(4501));
  expect(await listBots(server.url, roomId, own)).toHaveLength(3);
  await deleteBot(server.url, { conversationId: roomId, userId: two.bot.user.id }, own);
  await isClosed(1);
  await owner.client.moderation.kick(roomId, three.bot.user.id);
  await isClosed(2);
  await owner.client.leave(roomId);
  await isClosed(0);
  for (const each of [token, two.token, three.token]) {
    expect((await caller.call("GET", paths.session, bearer(each))).status).toBe(401);
  }
  expect(bot.hasToken).toBe(true);
});

test("[P218c] a bot of a room has no scope `join`; one of the server joins public rooms and answers invitations", async () => {
  const { owner, roomId } = await roomWithBot("lagoon");
  using _ = owner;
  const [own, named] = [{ token: owner.token }, { nickname: "x" }];
  const refused = (error: ShoalError) => error.code;
  expect(await createBot(server.url, { ...named, conversationId: roomId, scopes: ["join"] }, own).catch(refused)).toBe(
    "bad-frame",
  );
  expect(await createBot(server.url, { ...named, conversationId: LOBBY_ID, scopes: ["read"] }, own).catch(refused)).toBe(
    "not-allowed",
  );

  const root = await newAccount(server, "root", "administrator");
  const made = await command(server.url, root.token, "create-bot", { nickname: "helper", scopes: ["read", "write", "join"] });
  const { bot, token } = (await made.json()) as { bot: { user: { id: string } }; token: string };
  tokens.push(token);
  expect((await command(server.url, owner.token, "create-bot", { nickname: "y", scopes: ["read"] })).status).toBe(403);
  await owner.client.invite(roomId, bot.user.id);
  expect(await ask(token, { type: "accept-invitation", requestId: 1, conversationId: roomId })).toMatchObject({
    conversation: { id: roomId },
  });
  const { id } = await owner.client.createRoom({ name: "open water" });
  expect(await ask(token, { type: "join", requestId: 1, conversationId: id })).toMatchObject({ type: "conversation" });
  expect(await ask(token, { type: "leave", requestId: 1, conversationId: id })).toMatchObject({ type: "done" });

  const listed = await operate(server.dataFolder, "list-bots", { limit: 100 });
  expect(listed.bots.find(({ user }) => user.id === bot.user.id)).toMatchObject({ maker: { nickname: "root" }, hasToken: true });
  const reset = await operate(server.dataFolder, "reset-bot-token", { userId: bot.user.id });
  tokens.push(reset.token);
  expect((await caller.call("GET", paths.session, bearer(token))).status).toBe(401);
  await operate(server.dataFolder, "delete-bot", { userId: bot.user.id });
  expect((await caller.call("GET", paths.session, bearer(reset.token))).status).toBe(401);
});

test("[P216c] a bot's token is in no log and in no list", async () => {
  const { bots } = await operate(server.dataFolder, "list-bots", { limit: 100 });
  const audit = await operate(server.dataFolder, "audit", { limit: 100 });
  const told = JSON.stringify([bots, audit, lines]);
  expect(tokens.length).toBeGreaterThan(5);
  for (const token of tokens) expect(told).not.toContain(token.slice(4, 40));
});
