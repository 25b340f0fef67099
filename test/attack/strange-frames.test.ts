import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import fc from "fast-check";
import { LOBBY_ID } from "../../src/client/index.ts";
import { adminCommandNames } from "../../src/protocol/admin.ts";
import { errorTable } from "../../src/protocol/errors.ts";
import { paths } from "../../src/protocol/http.ts";
import { limits } from "../../src/protocol/limits.ts";
import { command, newAccount, type Token } from "../support/administration.ts";
import { enter, type Participant } from "../support/people.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

const RUNS = 250;

let server: TestServer;
let ann: Participant;
let roomId: string;
let tokens: Readonly<Record<"stranger" | "member" | "moderator" | "administrator", Token>>;

beforeAll(async () => {
  server = await startTestServer();
  ann = await enter(server.url, "ann");
  tokens = {
    stranger: await newAccount(server, "stranger"),
    member: await newAccount(server, "member"),
    moderator: await newAccount(server, "moderator"),
    administrator: await newAccount(server, "administrator", "administrator"),
  };
  ({ id: roomId } = await ann.client.createRoom({ name: "reef", isPrivate: true }));
  for (const name of ["member", "moderator"] as const) {
    await ann.client.invite(roomId, tokens[name].user.id);
    await post(name, [{ type: "accept-invitation", requestId: 1, conversationId: roomId }]);
  }
  await ann.client.moderation.setRole(roomId, tokens.moderator.user.id, "moderator");
  await ann.client.send(roomId, "hello");
});
afterAll(async () => {
  ann[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const types = [
  ...["set-rules", "set-role", "mute", "unmute", "set-voice", "kick", "ban", "unban", "restrictions"],
  ...["raise-hand", "lower-hand", "report", "reports", "resolve-report", "delete", "typing", "broadcast"],
];
const strangeTexts = [
  "",
  "a",
  "\u0000",
  "\u202Etxt.exe",
  "\uD800",
  "<img src=x onerror=alert(1)>",
  "'; DROP TABLE users; --",
  "__proto__",
  "../../shoal.db",
  "%00",
  "a".repeat(301),
  "👩‍👩‍👧".repeat(40),
];
const strange = fc.oneof(
  fc.constantFrom(...strangeTexts),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom<unknown>([], {}, [[]], { a: 1 }, Number.MAX_SAFE_INTEGER, -1, 1e21),
);
/** A value that is right as often as not. */
const value = (right: () => readonly unknown[]) =>
  fc.oneof(
    fc.nat({ max: 999 }).map((index) => right()[index % right().length]),
    strange,
  );
const users = (): string[] => [...Object.values(tokens).map(({ user }) => user.id), ann.user.id, "nobody"];

const frame = fc.record(
  {
    type: fc.constantFrom(...types),
    conversationId: value(() => [roomId, LOBBY_ID, ann.user.id, "room-of-none"]),
    userId: value(users),
    reason: value(() => ["because", " \n "]),
    seconds: value(() => [1, 60, limits.restrictionSecondsMax]),
    role: value(() => ["owner", "moderator", "member"]),
    seq: value(() => [1, 2, 3, 4, 5, 6]),
    reportId: value(() => [1, 2, 3]),
    hasVoice: value(() => [true, false]),
    isOfAll: value(() => [true, false]),
    isTyping: value(() => [true, false]),
    isLocked: value(() => [true, false]),
    slowModeSeconds: value(() => [0, 10, limits.slowModeSecondsMax]),
    areLinksOff: value(() => [true, false]),
    privateMessages: value(() => ["all", "moderators", "none"]),
    hasHands: value(() => [true, false]),
    announcement: value(() => ["Exam on Friday", ""]),
    __proto__: fc.constant({ isAdmin: true }),
  },
  { requiredKeys: ["type"] },
);

test("whatever is in a frame of order, a refusal leaves no trace, and nothing goes wrong inside", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("stranger", "member", "moderator"), frame, async (name, asked) => {
      const before = traces();
      const [answer] = await post(name, [{ ...asked, requestId: 7 }]);
      expect(answer?.code).not.toBe("internal");
      if (answer?.type === "error") expect(traces()).toEqual(before);
      else expect(answer?.type).toMatch(/^(done|restriction-list|report-list)$/);
    }),
    { numRuns: RUNS },
  );
  expect(ann.client.state).toBe("live");
}, 60_000);

const input = fc.oneof(
  fc.record(
    {
      userId: value(() => ["nobody", tokens.stranger.user.id]),
      conversationId: value(() => [LOBBY_ID, "room-of-none"]),
      network: value(() => ["203.0.113.7", "::/0", "0.0.0.0/0", "127.0.0.1"]),
      seconds: strange,
      reason: strange,
      text: strange,
      after: strange,
      limit: strange,
      reportId: strange,
      serverRole: strange,
      filter: strange,
      sort: strange,
      isOn: strange,
      registration: strange,
      welcome: strange,
      name: strange,
      picture: strange,
      messagesPerSecond: fc.constantFrom<unknown>(-1, "x", null, Number.MAX_SAFE_INTEGER),
    },
    { requiredKeys: [] },
  ),
  strange,
);

test("whatever is in the input of a command, a refusal leaves no trace, and nothing goes wrong inside", async () => {
  const names = adminCommandNames.filter((name) => name !== "delete-user" && name !== "raid");
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), input, async (name, body) => {
      const before = traces();
      const response = await command(server.url, tokens.administrator.token, name, JSON.stringify(body) ?? "");
      const answer = (await response.json()) as { error?: string };
      expect(response.status).toBeLessThan(500);
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("content-type")).toStartWith("application/json");
      if (answer.error !== undefined) expect(traces()).toEqual(before);
    }),
    { numRuns: RUNS },
  );
}, 60_000);

test("64 KiB of anything, and paths of any form, are refused on every new address", async () => {
  const large = JSON.stringify({ password: "x".repeat(limits.frameBytesMax) });
  const requests: readonly [method: string, path: string][] = [
    ["PUT", paths.account],
    ["DELETE", paths.account],
    ["POST", paths.administrators],
    ["POST", paths.resetLinks],
    ["POST", paths.sessions],
    ...adminCommandNames.map((name): [string, string] => ["POST", paths.adminCommand.replace(":command", name)]),
  ];
  const before = traces();
  const headers = { Authorization: `Bearer ${tokens.member.token}` };
  for (const [method, path] of requests) {
    for (const body of [large, "[".repeat(60_000), "\u0000", '{"password":1e999}', "{", "\uFEFF{}"]) {
      const response = await fetch(server.url + path, { method, headers, body });
      const { error } = (await response.json()) as { error: keyof typeof errorTable };
      expect({ path, status: response.status }).toEqual({ path, status: errorTable[error]?.httpStatus });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
    }
  }
  for (const path of [
    "/api/admin/",
    "/api/admin//people",
    "/api/admin/%2e%2e",
    "/api/admin/people%00",
    "/api/account/export/x",
    "/api/admin/../account",
  ]) {
    const response = await fetch(server.url + path, { method: "POST", headers, body: "{}" });
    expect([path, response.status >= 400 && response.status < 500]).toEqual([path, true]);
  }
  expect(traces()).toEqual(before);
}, 60_000);

test("script in any new field stays text: it comes back as JSON that no browser takes for a page", async () => {
  const script = "<script>alert(1)</script>";
  const { administrator, moderator, member } = tokens;
  const set = await command(server.url, administrator.token, "set-settings", { name: script, welcome: `${script}"'` });
  expect(set.status).toBe(200);
  const { client } = ann;
  await client.moderation.setRules(roomId, { isLocked: false, announcement: script });
  const { id } = await client.createRoom({ name: script, description: script });
  await client.moderation.ban(id, member.user.id, { reason: script });
  await client.moderation.ban(id, moderator.user.id, { reason: script });
  await post("member", [{ type: "report", requestId: 1, conversationId: LOBBY_ID, seq: 1, reason: script }]);
  const as = (token: string) => ({ headers: { Authorization: `Bearer ${token}`, Accept: "text/html" } });
  const answers = await Promise.all([
    fetch(server.url + paths.server, as("")),
    fetch(server.url + paths.accountExport, as(ann.token)),
    fetch(`${server.url}/api/admin/${encodeURIComponent(script)}`, { method: "POST", ...as(administrator.token) }),
    fetch(`${server.url}${paths.inviteLinks}/${encodeURIComponent(script)}`, as("")),
    ...["rooms", "audit", "settings", "people", "reports"].map((name) => command(server.url, administrator.token, name)),
  ]);
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  expect(texts.filter((text) => text.includes(script)).length).toBeGreaterThan(3);
  for (const { headers } of answers) {
    expect(headers.get("content-type")).toMatch(/^application\/(json|x-ndjson)/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  }
  // The page knows no text but its own.
  const page = await (await fetch(`${server.url}/?name=${encodeURIComponent(script)}`)).text();
  expect(page).not.toContain("alert(1)");
  expect(await client.moderation.restrictions(id)).toMatchObject([{ reason: script }, { reason: script }]);
});

interface Answer {
  readonly type: string;
  readonly code?: string;
}

async function post(name: keyof typeof tokens, frames: readonly object[]): Promise<Answer[]> {
  const headers = { Authorization: `Bearer ${tokens[name].token}` };
  const body = frames.map((each) => JSON.stringify(each)).join("\n");
  const response = await fetch(server.url + paths.frames, { method: "POST", headers, body });
  expect(response.status).toBe(200);
  return (await response.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer);
}

/** What a refused act may not change. */
function traces(): unknown {
  using database = new Database(join(server.dataFolder, "shoal.db"), { readonly: true });
  return [
    "SELECT count(*) AS count, max(id) AS last FROM audit",
    "SELECT sum(head) AS heads FROM logs",
    "SELECT count(*) AS count FROM restrictions",
    "SELECT count(*) AS count FROM reports",
  ].map((sql) => database.query(sql).get());
}
