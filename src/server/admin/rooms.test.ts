import { afterAll, beforeAll, expect, test } from "bun:test";
import { command, newAccount, operate, type Token } from "../../../test/support/administration.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { enter } from "../../../test/support/people.ts";
import { startTestServer, type TestServer } from "../../../test/support/test-server.ts";
import { LOBBY_ID } from "../../client/index.ts";

let server: TestServer;
let administrator: Token;

beforeAll(async () => {
  server = await startTestServer();
  administrator = await newAccount(server, "administrator", "administrator");
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const as = async (name: string, input: object): Promise<unknown> =>
  (await command(server.url, administrator.token, name, input)).json();

test("[P172i] [P181a] an archived room is read, but neither written to, joined nor listed, until it is opened again", async () => {
  using ann = await enter(server.url, "ann");
  using ben = await enter(server.url, "ben");
  const { id } = await ann.client.createRoom({ name: "attic", isPrivate: false });
  const { seq } = await ann.client.send(id, "old things");
  const { code } = await ann.client.createInviteLink(id);
  expect(await as("archive-room", { conversationId: id })).toEqual({});
  expect(await as("archive-room", { conversationId: id })).toEqual({});
  await eventually(() => expect(ann.client.conversations.get(id)).toMatchObject({ isArchived: true }));
  await eventually(() =>
    expect(ann.events.get(id)?.filter(({ type }) => type === "rules")).toMatchObject([
      { type: "rules", by: { nickname: "administrator" }, isArchived: true },
    ]),
  );
  const refused = { code: "room-archived" };
  await expect(ann.client.send(id, "more")).rejects.toMatchObject(refused);
  await expect(ann.client.edit(id, seq, "new things")).rejects.toMatchObject(refused);
  await expect(ben.client.join(id)).rejects.toMatchObject(refused);
  await expect(ben.client.joinByInviteLink(code)).rejects.toMatchObject(refused);
  await expect(ann.client.invite(id, ben.user.id)).rejects.toMatchObject(refused);
  expect((await ben.client.rooms({ query: "attic" })).rooms).toEqual([]);
  expect((await ann.client.history(id)).events.map(({ type }) => type)).toContain("message");
  expect((await operate(server.dataFolder, "rooms", { text: "TTI" })).rooms).toMatchObject([
    { conversationId: id, name: "attic", isArchived: true, isPrivate: false, memberCount: 1, messageCount: 1, owner: ann.user },
  ]);
  expect(await as("unarchive-room", { conversationId: id })).toEqual({});
  await ann.client.send(id, "more");
  await ben.client.join(id);
});

test("[P181b] a deleted room is gone for all of its members, with its texts, and its name is free", async () => {
  using ann = await enter(server.url, "ann b");
  const members = await Promise.all(Array.from({ length: 120 }, (_, index) => enter(server.url, `fish ${index}`)));
  const { id } = await ann.client.createRoom({ name: "wreck", isPrivate: false });
  await ann.client.send(id, "a needle of the wreck");
  for (const member of members) await member.client.join(id);
  expect(await as("delete-room", { conversationId: id })).toEqual({});
  for (const participant of [ann, ...members]) {
    await eventually(() => expect(participant.client.conversations.has(id)).toBe(false));
  }
  await expect(ann.client.send(id, "late")).rejects.toMatchObject({ code: "not-found" });
  await expect(ann.client.history(id)).rejects.toMatchObject({ code: "not-found" });
  await expect(ann.client.join(id)).rejects.toMatchObject({ code: "not-found" });
  expect((await operate(server.dataFolder, "rooms", { text: "wreck" })).rooms).toEqual([]);
  expect(await as("delete-room", { conversationId: id })).toMatchObject({ error: "not-found" });
  expect(await as("unarchive-room", { conversationId: id })).toMatchObject({ error: "not-found" });
  await ann.client.createRoom({ name: "wreck", isPrivate: false });
  await eventually(async () =>
    expect(Buffer.from(await Bun.file(`${server.dataFolder}/shoal.db`).bytes()).includes("needle")).toBe(false),
  );
  for (const member of members) member[Symbol.dispose]();
});

test("[P181c] a private room gets another owner, and no one outside has read it", async () => {
  using ann = await enter(server.url, "ann c");
  using ben = await enter(server.url, "ben c");
  const { id } = await ann.client.createRoom({ name: "cave", isPrivate: true });
  await ann.client.invite(id, ben.user.id);
  await eventually(() => expect(ben.client.invitations.has(id)).toBe(true));
  expect(await as("set-room-owner", { conversationId: id, userId: ben.user.id })).toMatchObject({ error: "not-found" });
  await ben.client.acceptInvitation(id);
  await operate(server.dataFolder, "set-room-owner", { conversationId: id, userId: ben.user.id });
  await eventually(() => expect(ben.client.conversations.get(id)).toMatchObject({ role: "owner" }));
  await eventually(() => expect(ann.client.conversations.get(id)).toMatchObject({ role: "moderator" }));
  const role = ann.events.get(id)?.find(({ type }) => type === "role");
  expect(role).toMatchObject({ user: { id: ben.user.id }, role: "owner" });
  expect(role).not.toHaveProperty("by");
  using outside = await enter(server.url, "outside");
  await expect(outside.client.history(id)).rejects.toMatchObject({ code: "not-found" });
});

test("[P181d] nothing of that can be done to the lobby, to a private conversation or to what is no room", async () => {
  using ann = await enter(server.url, "ann d");
  using ben = await enter(server.url, "ben d");
  const direct = await ann.client.openDirect(ben.user.id);
  for (const name of ["archive-room", "unarchive-room", "delete-room", "set-room-owner"]) {
    const at = (conversationId: string) => as(name, { conversationId, userId: ann.user.id });
    expect(await at(LOBBY_ID)).toMatchObject({ error: "not-allowed" });
    for (const id of [direct.id, ann.user.id, "r_nothing"]) expect(await at(id)).toMatchObject({ error: "not-found" });
  }
});

test("[P181e] rooms are listed in pages, by name or the largest first", async () => {
  using ann = await enter(server.url, "ann e");
  using ben = await enter(server.url, "ben e");
  const ids: string[] = [];
  for (let index = 0; index < 7; index += 1) {
    const { id } = await ann.client.createRoom({ name: `page ${index}`, isPrivate: index % 2 === 0 });
    for (let count = 0; count < index % 3; count += 1) await ann.client.send(id, `${count}`);
    ids.push(id);
  }
  await ben.client.join(ids[3] ?? "");
  for (const [sort, first] of [
    ["name", "page 0"],
    ["members", "page 3"],
    ["messages", "page 5"],
  ] as const) {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await operate(server.dataFolder, "rooms", {
        text: "page",
        sort,
        limit: 2,
        ...(after !== undefined && { after }),
      });
      expect(page.rooms.length).toBeLessThanOrEqual(2);
      seen.push(...page.rooms.map(({ name }) => name));
      after = page.next;
    } while (after !== undefined);
    expect(seen[0]).toBe(first);
    expect(seen.toSorted()).toEqual(ids.map((_, index) => `page ${index}`));
  }
  const privateOnly = await operate(server.dataFolder, "rooms", { text: "page", isPrivate: true });
  expect(privateOnly.rooms).toHaveLength(4);
  expect((await operate(server.dataFolder, "rooms", { text: "page", after: "garbage" })).rooms).toHaveLength(7);
});
