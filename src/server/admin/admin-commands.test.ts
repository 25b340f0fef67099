import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { command, newAccount, newGuest, operate, operatorCommand, type Token } from "../../../test/support/administration.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { enter, type Participant } from "../../../test/support/people.ts";
import { startTestServer, type TestServer } from "../../../test/support/test-server.ts";
import { LOBBY_ID } from "../../client/index.ts";
import { type AdminCommandName, type AuditEntry, adminCommandNames, adminCommands } from "../../protocol/admin.ts";
import { errorTable } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { mayOnServer } from "../../protocol/permissions.ts";

let server: TestServer;
let owner: Participant;
const actors = ["stranger", "guest", "member", "moderator", "administrator", "operator"] as const;
type ActorName = (typeof actors)[number];
let tokens: Readonly<Record<Exclude<ActorName, "stranger" | "operator">, Token>>;

beforeAll(async () => {
  server = await startTestServer();
  owner = await enter(server.url, "owner");
  tokens = {
    guest: await newGuest(server.url, "guest"),
    member: await newAccount(server, "member"),
    moderator: await newAccount(server, "moderator", "moderator"),
    administrator: await newAccount(server, "administrator", "administrator"),
  };
});

afterAll(async () => {
  owner[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

let made = 0;
const unused = (kind: string): string => `${kind} ${++made}`;

async function target(): Promise<{ userId: string }> {
  return { userId: (await newGuest(server.url, unused("fish"))).user.id };
}

async function room(): Promise<{ conversationId: string }> {
  const { id } = await owner.client.createRoom({ name: unused("reef"), isPrivate: made % 2 === 0 });
  return { conversationId: id };
}

async function bot(): Promise<{ userId: string }> {
  const made = await operate(server.dataFolder, "create-bot", { nickname: unused("bot"), scopes: ["read"] });
  return { userId: made.bot.user.id };
}

async function report(): Promise<{ reportId: number }> {
  using ann = await enter(server.url, unused("ann"));
  const { seq } = await owner.client.send(LOBBY_ID, unused("spam"));
  await ann.client.moderation.report(LOBBY_ID, seq);
  const { reports } = await operate(server.dataFolder, "reports");
  const found = reports.find((each) => each.seq === seq);
  if (found === undefined) throw new Error("a report that was made is listed");
  return { reportId: found.id };
}

let block = 0;
const network = (): { network: string } => ({ network: `198.18.${++block}.0/24` });

/** For each command an input that works, and whether it leaves an entry in the audit log. */
const samples: Readonly<Record<AdminCommandName, { readonly input: () => object | Promise<object>; readonly isAct?: true }>> = {
  "set-room-retention": { input: async () => ({ ...(await room()), retentionDays: 30 }), isAct: true },
  retention: { input: () => ({ retentionDays: 7 }) },
  people: { input: () => ({ text: "fish", filter: "guests", limit: 1 }) },
  person: { input: target },
  "set-role": {
    input: async () => ({ userId: (await newAccount(server, unused("account"))).user.id, serverRole: "moderator" }),
    isAct: true,
  },
  ban: { input: async () => ({ ...(await target()), seconds: 60, reason: "spam", withAddresses: true }), isAct: true },
  unban: {
    async input() {
      const user = await target();
      await operate(server.dataFolder, "ban", user);
      return user;
    },
    isAct: true,
  },
  mute: { input: async () => ({ ...(await target()), seconds: 60 }), isAct: true },
  unmute: {
    async input() {
      const user = await target();
      await operate(server.dataFolder, "mute", user);
      return user;
    },
    isAct: true,
  },
  "sign-out": { input: target, isAct: true },
  "delete-user": { input: target, isAct: true },
  "make-reset-link": { input: target, isAct: true },
  rooms: { input: () => ({ text: "reef", sort: "members", isArchived: false }) },
  "archive-room": { input: room, isAct: true },
  "unarchive-room": {
    async input() {
      const place = await room();
      await operate(server.dataFolder, "archive-room", place);
      return place;
    },
    isAct: true,
  },
  "delete-room": { input: room, isAct: true },
  "set-room-owner": {
    async input() {
      const place = await room();
      using ben = await enter(server.url, unused("ben"));
      await owner.client.invite(place.conversationId, ben.user.id);
      await eventually(() => expect(ben.client.invitations.has(place.conversationId)).toBe(true));
      await ben.client.acceptInvitation(place.conversationId);
      return { ...place, userId: ben.user.id };
    },
    isAct: true,
  },
  "create-bot": { input: () => ({ nickname: unused("bot"), scopes: ["read"] }), isAct: true },
  "list-bots": { input: () => ({ limit: 1 }) },
  "reset-bot-token": { input: bot, isAct: true },
  "delete-bot": { input: bot, isAct: true },
  reports: { input: () => ({ limit: 1 }) },
  "resolve-report": { input: report, isAct: true },
  audit: { input: () => ({ act: "ban", limit: 2 }) },
  status: { input: () => ({}) },
  settings: { input: () => ({}) },
  "set-settings": { input: () => ({ welcome: unused("Hello") }), isAct: true },
  raid: {
    async input() {
      await operate(server.dataFolder, "raid", { isOn: true, minutes: 1 });
      return { isOn: false };
    },
    isAct: true,
  },
  "address-bans": { input: () => ({}) },
  "ban-addresses": { input: () => ({ ...network(), seconds: 60 }), isAct: true },
  "unban-addresses": {
    async input() {
      const banned = network();
      await operate(server.dataFolder, "ban-addresses", banned);
      return banned;
    },
    isAct: true,
  },
};

/** In the audit log, where the acts in rooms have the shorter names. */
const actOf: Readonly<Partial<Record<AdminCommandName, string>>> = {
  "set-role": "set-server-role",
  ban: "ban-user",
  unban: "unban-user",
  mute: "mute-user",
  unmute: "unmute-user",
  "sign-out": "sign-out-user",
};

function run(actor: ActorName, name: string, input: object | string): Promise<Response> {
  if (actor === "operator") return operatorCommand(server.dataFolder, name, input);
  return command(server.url, actor === "stranger" ? undefined : tokens[actor].token, name, input);
}

/** By the table of PROTOCOL.md alone. */
function codeOf(actor: ActorName, name: AdminCommandName): "unauthenticated" | "not-allowed" | undefined {
  if (actor === "stranger") return "unauthenticated";
  if (actor === "operator") return undefined;
  const role = actor === "guest" ? "member" : actor;
  return mayOnServer(role, adminCommands[name].needs) ? undefined : "not-allowed";
}

const newestEntry = async (): Promise<AuditEntry | undefined> =>
  (await operate(server.dataFolder, "audit", { limit: 1 })).entries[0];

let cells = 0;
afterAll(() => {
  process.stdout.write(`${cells} cells: ${adminCommandNames.length} commands by ${actors.length} actors\n`);
});

describe.each([...adminCommandNames])("[P180a] %s", (name) => {
  test.each([...actors])("by %s", async (actor) => {
    const input = await samples[name].input();
    const before = await newestEntry();
    const response = await run(actor, name, input);
    const answer: unknown = await response.json();
    const code = codeOf(actor, name);
    cells += 1;
    if (code !== undefined) {
      expect(response.status).toBe(errorTable[code].httpStatus);
      // No more than that: neither what is wrong with the input nor whether its target exists.
      expect(Object.keys(Object(answer)).toSorted()).toEqual(["error", "isRetryable", "message"]);
      expect(answer).toMatchObject({ error: code });
      expect(await newestEntry()).toEqual(before);
      return;
    }
    expect({ status: response.status, answer }).toEqual({ status: 200, answer });
    v.parse(v.strictObject({ answer: adminCommands[name].answer }), { answer });
    const entry = await newestEntry();
    if (samples[name].isAct !== true) return expect(entry).toEqual(before);
    expect(entry?.id).toBeGreaterThan(before?.id ?? 0);
    expect(entry?.act).toBe(actOf[name] ?? name);
    expect(entry?.by?.id).toBe(actor === "operator" ? undefined : tokens[actor as "moderator"].user.id);
  });
});

describe("[P180b] what a member gives is not looked at", () => {
  const bodies: readonly (readonly [string, string])[] = [
    ["nothing", ""],
    ["no JSON", "{"],
    ["a list", "[]"],
    ["null", "null"],
    ["deep nesting", "[".repeat(30_000)],
    ["64 KiB", JSON.stringify({ text: "x".repeat(limits.frameBytesMax) })],
    ["a prototype", '{"__proto__":{"userId":"x"},"constructor":1}'],
  ];
  test.each(bodies)("%s", async (_what, body) => {
    for (const name of adminCommandNames) {
      const response = await run("guest", name, body);
      expect(await response.json()).toMatchObject({ error: "not-allowed" });
    }
  });
});

describe("[P180c] what is no input is refused with a sentence, and changes nothing", () => {
  const wrong = [
    "{",
    "[]",
    "null",
    '"x"',
    JSON.stringify({ userId: 7, conversationId: {}, network: [], isOn: "maybe", reportId: -1 }),
  ];
  const harmless: readonly AdminCommandName[] = [
    "people",
    "rooms",
    "reports",
    "list-bots",
    "audit",
    "status",
    "settings",
    "set-settings",
    "retention",
    "address-bans",
  ];
  test.each([...adminCommandNames])("%s", async (name) => {
    const before = await newestEntry();
    for (const actor of ["administrator", "operator"] as const) {
      for (const body of wrong) {
        const response = await run(actor, name, body);
        const isTaken = harmless.includes(name) && body.includes("userId") && name !== "audit";
        expect([response.status, body]).toEqual([isTaken ? 200 : 400, body]);
        await response.body?.cancel();
      }
      const large = await run(actor, name, JSON.stringify({ text: "x".repeat(limits.frameBytesMax) }));
      expect(await large.json()).toMatchObject({ error: "frame-too-large" });
    }
    expect(await newestEntry()).toEqual(before);
  });

  test("an unknown command, and the name of one of Object's", async () => {
    for (const name of ["nothing", "constructor", "__proto__", "toString", "%00", "people%2f..", "people/"]) {
      for (const actor of ["administrator", "operator"] as const) expect((await run(actor, name, {})).status).toBe(404);
    }
  });
});

describe("[P180d] a page of another origin does nothing with the cookie", () => {
  test.each([
    ["another site", { Origin: "https://evil.example" }, "forbidden-origin"],
    ["a sandboxed frame", { Origin: "null" }, "forbidden-origin"],
    ["a form of another site", { "Sec-Fetch-Site": "cross-site" }, "forbidden-origin"],
    ["another host", { Host: "evil.example" }, "forbidden-host"],
  ])("%s", async (_what, headers, code) => {
    const cookie = `shoal-${new URL(server.url).port}=${tokens.administrator.token}`;
    const own = await command(server.url, undefined, "settings", {}, { headers: { Cookie: cookie } });
    expect(own.status).toBe(200);
    const before = await newestEntry();
    const response = await command(
      server.url,
      undefined,
      "set-settings",
      { welcome: "pwned" },
      { headers: { Cookie: cookie, ...headers } },
    );
    expect(await response.json()).toMatchObject({ error: code });
    expect(await newestEntry()).toEqual(before);
  });

  test("the cookie is sent by no other site's page, and GET is no way in", async () => {
    const url = `${server.url}/api/admin/status`;
    expect((await fetch(url, { headers: { Authorization: `Bearer ${tokens.administrator.token}` } })).status).toBe(405);
  });
});

test("[P180e] commands of one user come at a pace", async () => {
  await using paced = await startTestServer({ messagesPerSecond: 20 });
  const administrator = await newAccount(paced, "ann", "administrator");
  const codes: unknown[] = [];
  for (let index = 0; index < 120; index += 1) {
    const response = await command(paced.url, administrator.token, "address-bans");
    if (response.status !== 200) codes.push(Reflect.get(Object(await response.json()), "error"));
    else await response.body?.cancel();
  }
  expect([...new Set(codes)]).toEqual(["rate-limited"]);
  expect((await operatorCommand(paced.dataFolder, "address-bans")).status).toBe(200);
});

test("[P180f] a role that was taken away is none from the next command on", async () => {
  const moderator = await newAccount(server, unused("moderator"), "moderator");
  expect((await command(server.url, moderator.token, "people")).status).toBe(200);
  await operate(server.dataFolder, "set-role", { userId: moderator.user.id, serverRole: "member" });
  expect((await command(server.url, moderator.token, "people")).status).toBe(403);
});

test("[P180g] status tells how often clients were refused, by code alone, and what is open", async () => {
  await owner.client.send(LOBBY_ID, "counted");
  server.clock.advance(11_000); // so long the counts stay as they are
  const secret = "planted-nickname-that-is-far-too-long-for-anyone";
  await expect(newGuest(server.url, secret)).rejects.toThrow("nickname-invalid");
  await expect(newGuest(server.url, secret)).rejects.toThrow("nickname-invalid");
  const status = await operate(server.dataFolder, "status");
  expect(status.refusals[0]).toEqual({ code: "nickname-invalid", count: 2, lastAt: server.clock.now() });
  expect(JSON.stringify(status)).not.toContain("planted");
  expect(JSON.stringify(status)).not.toContain("127.0.0.1");
  await eventually(async () => expect((await operate(server.dataFolder, "status")).connections).toMatchObject({ websocket: 1 }));
  expect(status.counts.users).toBeGreaterThan(3);
  expect(status.counts.messages).toBeGreaterThan(0);
  expect(status.data.databaseBytes + status.data.walBytes).toBeGreaterThan(100_000);
  expect(status.data.freeBytes).toBeGreaterThan(0);
  await owner.client.send(LOBBY_ID, "counted");
  server.clock.advance(1_000);
  const { perSecond } = await operate(server.dataFolder, "status");
  expect(perSecond.posts).toBeGreaterThan(0);
  expect(perSecond.deliveries).toBeGreaterThan(0);
  expect(perSecond.signIns).toBeGreaterThan(0);
});

test("[P180a] the table of PROTOCOL.md is the code's", () => {
  const document = readFileSync(join(import.meta.dir, "../../../PROTOCOL.md"), "utf8");
  const rows = (document.split("\n| command | needs |")[1]?.split("\n\n")[0] ?? "").split("\n").slice(2);
  const fieldsOf = (entries: v.ObjectEntries): string =>
    Object.entries(entries)
      .map(([name, { type }]) => `\`${name}${type === "optional" ? "?" : ""}\``)
      .join(" ");
  expect(rows).toEqual(
    adminCommandNames.map((name) => {
      const { needs, about, input } = adminCommands[name];
      return `| \`${name}\` | \`${needs}\` | ${fieldsOf(input.entries)} | ${about} |`;
    }),
  );
});
