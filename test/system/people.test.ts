import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deleteAccount, exportOwnData, LOBBY_ID, signIn, uploadFile } from "../../src/client/index.ts";
import { type ErrorCode, errorKind } from "../../src/protocol/errors.ts";
import { paths, type SignedIn } from "../../src/protocol/http.ts";
import { newClientMessageId } from "../../src/protocol/ids.ts";
import { DELETED_NICKNAME } from "../../src/protocol/people.ts";
import { eventually } from "../support/eventually.ts";
import { bearer, expectRefusal, HttpCaller } from "../support/http-caller.ts";
import { enter } from "../support/people.ts";
import { PlainClient } from "../support/plain-client.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

const PASSWORD = "correct horse battery";
type Token = SignedIn & { token: string };

let server: TestServer;
const { call, signIn: signInAsGuest } = new HttpCaller(() => server);

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const frames = (token: string, ...all: object[]): Promise<Response> =>
  call("POST", paths.frames, { ...bearer(token), body: all.map((frame) => JSON.stringify(frame)).join("\n") });
const closeCodeOf = (code: ErrorCode): number => errorKind(code).closeCode ?? 0;

async function refusalOf(refused: Promise<unknown>): Promise<unknown> {
  return await refused.then(
    () => "it was not refused",
    (error: unknown) => error,
  );
}

async function account(nickname: string): Promise<Token> {
  const signedIn = await signInAsGuest(nickname);
  expect((await call("PUT", paths.account, { ...bearer(signedIn.token), body: { password: PASSWORD } })).status).toBe(204);
  return signedIn;
}

test("[P177a] a banned user comes in by no way: neither a password nor a link that was made before", async () => {
  const { token, user } = await account("ann");
  const { code } = (await (await call("POST", paths.deviceLinks, bearer(token))).json()) as { code: string };
  await server.people.ban(undefined, user.id, { seconds: 60, reason: "spam" });
  await expectRefusal(await call("GET", paths.session, bearer(token)), "unauthenticated");
  const refused = await call("POST", paths.sessions, { body: { nickname: "ann", password: PASSWORD } });
  expect(refused.headers.get("retry-after")).toBe("60");
  await expectRefusal(refused, "banned");
  await expectRefusal(await call("POST", paths.sessions, { body: { deviceLink: code } }), "device-link-invalid");
  await expectRefusal(await call("POST", paths.sessions, { body: { nickname: "ann" } }), "password-needed");
  server.clock.advance(60_000);
  expect((await call("POST", paths.sessions, { body: { nickname: "ann", password: PASSWORD } })).status).toBe(201);
});

test("[P179f] plain sockets end with the reason; a guest who is kept for an address does not come back as the banned one", async () => {
  using named = await PlainClient.open(server.url, "/ws/corsair");
  using anonymous = await PlainClient.open(server.url, "/conn_ws");
  using ann = await enter(server.url, "watcher");
  const { members } = await ann.client.members(LOBBY_ID, { query: "" });
  const pirates = members.filter(({ nickname }) => nickname === "corsair" || nickname.startsWith("guest-"));
  expect(pirates).toHaveLength(2);
  for (const { id } of pirates) await server.people.ban(undefined, id);
  await ann.client.send(LOBBY_ID, "after");
  for (const socket of [named, anonymous]) {
    expect(await socket.isClosed()).toEqual({ code: closeCodeOf("banned"), reason: "banned" });
    expect(socket.received.join()).not.toContain("after");
  }
  const again = await call("GET", "/ws/corsair", { headers: { upgrade: "websocket" } });
  expect(again.status).toBeGreaterThanOrEqual(400);
  using next = await PlainClient.open(server.url, "/conn_ws");
  // The one who was kept for this address is not given out again.
  await ann.client.send(LOBBY_ID, "to the next one");
  await next.hears("to the next one");
});

test("[P177a] what was under way when the ban came is of no use: a message, a read, an upload", async () => {
  const { token, user } = await signInAsGuest("busy");
  await frames(token, { type: "send", clientMessageId: newClientMessageId(), conversationId: LOBBY_ID, text: "before" });
  const upload = uploadFile(server.url, new Blob(["x".repeat(200_000)]), { name: "late.txt", token });
  const history = { type: "history", requestId: 1, conversationId: LOBBY_ID };
  const read = frames(token, history);
  const write = frames(token, {
    type: "send",
    clientMessageId: newClientMessageId(),
    conversationId: LOBBY_ID,
    text: "on its way",
  });
  await server.people.ban(undefined, user.id);
  await Promise.allSettled([upload, read, write]);
  for (const refused of [await frames(token, history), await call("GET", paths.account, bearer(token))]) {
    await expectRefusal(refused, "unauthenticated");
  }
  await expectRefusal(await call("POST", paths.uploads, bearer(token)), "unauthenticated");
});

test("[P178a] [P178c] an export has all that is the user's own, and nothing else", async () => {
  const { token, user } = await account("ida");
  using ben = await enter(server.url, "benno");
  await ben.client.send(LOBBY_ID, "a secret of another");
  const file = await uploadFile(server.url, new Blob(["hello"]), { name: "note.txt", token });
  const send = { type: "send", conversationId: LOBBY_ID };
  for (let index = 0; index < 30; index += 1) {
    await frames(token, { ...send, clientMessageId: newClientMessageId(), text: `mine ${index}` });
  }
  await frames(token, { ...send, clientMessageId: newClientMessageId(), text: "with a file", files: [file] });
  const response = await call("GET", paths.accountExport, bearer(token));
  expect(response.headers.get("content-disposition")).toContain("attachment");
  const text = await response.text();
  expect(text).not.toMatch(/a secret of another|argon2|benno/);
  expect(text).not.toContain(token);
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string } & Record<string, unknown>);
  expect(lines[0]).toMatchObject({ type: "export", version: 1 });
  expect(lines[1]).toMatchObject({ type: "profile", person: user, isAccount: true });
  expect(lines.filter(({ type }) => type === "session")).toHaveLength(1);
  expect(lines.filter(({ type }) => type === "conversation")).toMatchObject([{ conversationId: LOBBY_ID, kind: "room" }]);
  const messages = lines.filter(({ type }) => type === "message");
  expect(messages).toHaveLength(31);
  expect(messages.at(-1)).toMatchObject({
    text: "with a file",
    files: [{ name: "note.txt", path: expect.stringContaining(file) }],
  });
  expect(lines.at(-1)).toEqual({ type: "end", lines: lines.length - 1 });

  const bySdk: string[] = [];
  for await (const { type } of exportOwnData(server.url, { token })) bySdk.push(type);
  expect(bySdk).toEqual(lines.map(({ type }) => type));
  // A reader who breaks off ends it, and may begin another one.
  for await (const { type } of exportOwnData(server.url, { token })) if (type === "profile") break;
  await eventually(async () => expect((await call("GET", paths.accountExport, bearer(token))).status).toBe(200));
  await expectRefusal(await call("GET", paths.accountExport), "unauthenticated");
});

test("[P178b] [P178d] users delete what is theirs with their password, and the others see it go", async () => {
  const { token, user } = await account("jon");
  using ann = await enter(server.url, "annika");
  const send = { type: "send", conversationId: LOBBY_ID, clientMessageId: newClientMessageId() };
  await frames(token, { ...send, text: "planted" });
  const seen = await eventually(() => {
    const event = ann.events.get(LOBBY_ID)?.find((each) => each.type === "message" && each.text === "planted");
    if (event === undefined) throw new Error("annika has not heard it.");
    return event;
  });
  expect(await refusalOf(deleteAccount(server.url, undefined, { token }))).toMatchObject({ code: "password-needed" });
  expect(await refusalOf(deleteAccount(server.url, "a wrong password", { token }))).toMatchObject({
    code: "credentials-invalid",
  });
  server.clock.advance(1_000);
  await deleteAccount(server.url, PASSWORD, { token });
  await expectRefusal(await call("GET", paths.session, bearer(token)), "unauthenticated");
  const { events } = await ann.client.history(LOBBY_ID, { limit: 200 });
  expect(JSON.stringify(events)).not.toMatch(/planted|"jon"/);
  const deleted = { id: user.id, nickname: DELETED_NICKNAME };
  await eventually(() => {
    server.clock.advance(100); // the pause between two steps
    expect(ann.events.get(LOBBY_ID)?.at(-1)).toMatchObject({ type: "delete", target: seen.seq, by: deleted });
  });
  const { token: again } = await signInAsGuest("jon");
  expect((await call("GET", paths.session, bearer(again))).status).toBe(200);
});

test("[P178b] a guest has no password to name, and the page's cookie goes with the user", async () => {
  const { token } = await signInAsGuest("kim");
  await deleteAccount(server.url, undefined, { token });
  expect(await refusalOf(deleteAccount(server.url, undefined, { token }))).toMatchObject({ code: "unauthenticated" });
  await signIn(server.url, { nickname: "kim" });
});

test("[P178f] no user takes the nickname of those who were deleted", async () => {
  for (const nickname of ["deleted user", "Deleted User", DELETED_NICKNAME, "deIeted user"]) {
    await expectRefusal(await call("POST", paths.sessions, { body: { nickname } }), "nickname-taken");
  }
});

test("[P178e] a server that stops in the middle of an erasure goes on with it after its start", async () => {
  await using folder = await temporaryFolder();
  const said = 250;
  {
    await using first = await startTestServer({ dataFolder: folder.path });
    using ida = await enter(first.url, "ida");
    await Promise.all(Array.from({ length: said }, (_, index) => ida.client.send(LOBBY_ID, `planted ${index}`)));
    await first.people.delete(undefined, ida.user.id);
  }
  await using second = await startTestServer({ dataFolder: folder.path });
  using ben = await enter(second.url, "ben");
  const { events } = await ben.client.history(LOBBY_ID, { limit: 200 });
  expect(JSON.stringify(events)).not.toContain("planted");
  await eventually(() => {
    second.clock.advance(100);
    const deletions = (ben.events.get(LOBBY_ID) ?? []).filter(({ type }) => type === "delete");
    const last = deletions.at(-1);
    // The first message is the last to go.
    expect(last).toMatchObject({ type: "delete", target: 2 });
  });
  await eventually(() => expect(bytesOf(folder.path)).not.toContain("planted"));
});

function bytesOf(folder: string): string {
  const names = readdirSync(folder).filter((name) => name.startsWith("shoal.db"));
  return names.map((name) => readFileSync(join(folder, name), "latin1")).join("\n");
}
