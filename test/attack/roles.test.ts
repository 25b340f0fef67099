import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { enter, type Participant } from "../support/people.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";
import { type Asked, Attacker, type Way, ways } from "./ways.ts";

const SECRET = "oyster";

let server: TestServer;
let ann: Participant;
let mod: Participant;
let ben: Participant;

beforeAll(async () => {
  server = await startTestServer();
  [ann, mod, ben] = await Promise.all([enter(server.url, "ann"), enter(server.url, "mod"), enter(server.url, "ben")]);
});
afterAll(async () => {
  for (const person of [ann, mod, ben]) person[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

/** A private room with its owner, a moderator, a member and the one who attacks, and what can be acted on. */
interface Scene {
  readonly id: string;
  readonly mallory: Attacker;
  readonly seqs: { readonly own: number; readonly other: number; readonly pinned: number };
  readonly reportId: number;
}

/** What was done to the attacker, or what they are, and the refusal of what they may not do any more. */
interface Case {
  readonly isMember: boolean;
  /** Of `send`, `edit`, `react`, `pin`. */
  readonly writes: string;
  befall(scene: Scene): Promise<unknown>;
}

const cases: Readonly<Record<string, Case>> = {
  "a muted member": {
    ...{ isMember: true, writes: "muted" },
    befall: ({ id, mallory }) => mod.client.moderation.mute(id, mallory.id, { reason: "spam" }),
  },
  "a member who is muted on the server": {
    ...{ isMember: true, writes: "muted" },
    befall: ({ mallory }) => server.people.mute(undefined, mallory.id, {}),
  },
  "a member of a locked room": {
    ...{ isMember: true, writes: "room-locked" },
    befall: ({ id }) => mod.client.moderation.setRules(id, { isLocked: true }),
  },
  "a dismissed moderator of a locked room": {
    ...{ isMember: true, writes: "room-locked" },
    async befall({ id, mallory }) {
      await mod.client.moderation.setRules(id, { isLocked: true });
      await ann.client.moderation.setRole(id, mallory.id, "moderator");
      expect(await codesOf(mallory, "websocket", [{ type: "restrictions", conversationId: id }])).toEqual(["restriction-list"]);
      await ann.client.moderation.setRole(id, mallory.id, "member");
    },
  },
  "a kicked member": {
    ...{ isMember: false, writes: "not-found" },
    befall: ({ id, mallory }) => mod.client.moderation.kick(id, mallory.id),
  },
  "a banned member": {
    ...{ isMember: false, writes: "not-found" },
    befall: ({ id, mallory }) => mod.client.moderation.ban(id, mallory.id),
  },
  "a member who left": {
    ...{ isMember: false, writes: "not-found" },
    befall: ({ id, mallory }) => mallory.ask("frames", [{ type: "leave", conversationId: id }]),
  },
};

for (const [name, { isMember, writes, befall }] of Object.entries(cases)) {
  test(`[P27] [P170] ${name} writes nothing in the room and is no moderator of it, whichever way they try`, async () => {
    const scene = await setUp();
    const { id, mallory } = scene;
    using _ = mallory;
    await befall(scene);
    await ann.client.send(id, `${SECRET} later`);
    const before = stateOf(id);
    for (const way of ways) {
      const tried = attempts(scene, writes === "room-locked");
      const codes = await codesOf(mallory, way, Object.values(tried));
      const byName = Object.fromEntries(Object.keys(tried).map((key, index) => [key, codes[index]]));
      const written = ["send", "reply", "edit", "pin", "unpin", ...(writes === "room-locked" ? [] : ["react"])];
      for (const write of written) expect({ way, write, code: byName[write] }).toEqual({ way, write, code: writes });
      const refusals = isMember ? [writes, "not-allowed", "not-found"] : ["not-found"];
      for (const [attempt, code] of Object.entries(byName))
        expect({ way, attempt, refusals }).toEqual({ way, attempt, refusals: expect.arrayContaining([code]) });
    }
    expect(stateOf(id)).toEqual(before);
    if (isMember) return;
    for (const way of ways) {
      const codes = await codesOf(mallory, way, reads(scene));
      expect({ way, codes: [...new Set(codes)] }).toEqual({ way, codes: ["not-found"] });
    }
    const elsewhere = await mallory.ask("frames", [{ type: "search", query: SECRET }, { type: "mentions" }]);
    expect(elsewhere).toMatchObject([{ results: [] }, { messages: [] }]);
    expect(mallory.heard).not.toContain(`${SECRET} later`);
  }, 60_000);
}

async function codesOf(attacker: Attacker, way: Way, frames: readonly Asked[]): Promise<string[]> {
  const answers = await attacker.ask(way, frames);
  return answers.map((answer) => (answer.type === "error" ? answer.code : answer.type));
}

async function setUp(): Promise<Scene> {
  const mallory = await Attacker.enter(server.url, `mallory ${crypto.randomUUID().slice(0, 8)}`);
  const { id } = await ann.client.createRoom({ name: "reef", isPrivate: true });
  for (const { user } of [mod, ben, { user: mallory }]) await ann.client.invite(id, user.id);
  await Promise.all([mod.client.acceptInvitation(id), ben.client.acceptInvitation(id)]);
  await mallory.ask("frames", [{ type: "accept-invitation", conversationId: id }]);
  await ann.client.moderation.setRole(id, mod.user.id, "moderator");
  await mallory.connect();
  const other = await ann.client.send(id, `${SECRET} before`);
  const pinned = await ann.client.send(id, "rules of the house");
  await ann.client.pin(id, pinned.seq);
  const [own] = await mallory.ask("websocket", [{ type: "send", conversationId: id, text: "mine" }]);
  if (own?.type !== "sent") throw new Error("Mallory is a member.");
  await ben.client.moderation.report(id, own.seq);
  const [report] = await mod.client.moderation.reports(id);
  return { id, mallory, seqs: { own: own.seq, other: other.seq, pinned: pinned.seq }, reportId: report?.id ?? 0 };
}

/** Everything that would change the room, or needs a moderator. */
function attempts({ id, mallory, seqs, reportId }: Scene, isLocked: boolean): Record<string, Asked> {
  const at = { conversationId: id };
  const onBen = { ...at, userId: ben.user.id };
  return {
    send: { type: "send", ...at, text: "heard?" },
    reply: { type: "send", ...at, text: "heard?", replyTo: seqs.other },
    everyone: { type: "send", ...at, text: "@all", mentions: [{ start: 0, length: 4 }] },
    edit: { type: "edit", ...at, seq: seqs.own, text: "changed" },
    "edit of another's": { type: "edit", ...at, seq: seqs.other, text: "changed" },
    "delete of another's": { type: "delete", ...at, seq: seqs.other },
    ...(isLocked ? {} : { react: { type: "react", ...at, seq: seqs.other, emoji: "👍" } }),
    pin: { type: "pin", ...at, seq: seqs.other },
    unpin: { type: "unpin", ...at, seq: seqs.pinned },
    describe: { type: "describe-room", ...at, name: "mine" },
    "set-rules": { type: "set-rules", ...at, isLocked: false, slowModeSeconds: 0, announcement: "mine" },
    "set-role": { type: "set-role", ...at, userId: mallory.id, role: "owner" },
    mute: { type: "mute", ...onBen },
    unmute: { type: "unmute", ...at, userId: mallory.id },
    "set-voice": { type: "set-voice", ...at, userId: mallory.id, hasVoice: true },
    kick: { type: "kick", ...onBen },
    ban: { type: "ban", ...onBen },
    unban: { type: "unban", ...at, userId: mallory.id },
    "lower-hand": { type: "lower-hand", ...onBen },
    "lower-hand of all": { type: "lower-hand", ...at, isOfAll: true },
    "resolve-report": { type: "resolve-report", ...at, reportId },
    restrictions: { type: "restrictions", ...at },
    reports: { type: "reports", ...at },
  };
}

function reads({ id, seqs }: Scene): Asked[] {
  const at = { conversationId: id };
  return [
    { type: "history", ...at },
    { type: "pins", ...at },
    { type: "reactors", ...at, seq: seqs.other, emoji: "👍" },
    { type: "members", ...at },
    { type: "invite-links", ...at },
    { type: "create-invite-link", ...at },
    { type: "invite", ...at, userId: ben.user.id },
    { type: "report", ...at, seq: seqs.other },
    { type: "raise-hand", ...at },
    { type: "configure", ...at, isPinned: true },
  ];
}

/** What members could see of the room, and the audit log. */
function stateOf(id: string): unknown {
  using database = new Database(join(server.dataFolder, "shoal.db"), { readonly: true });
  return [
    "SELECT head, is_guarded FROM logs WHERE id = ?1",
    "SELECT * FROM rooms WHERE key = (SELECT key FROM logs WHERE id = ?1)",
    "SELECT user_key, role, has_voice, hand_raised_at FROM memberships WHERE conversation_key = (SELECT key FROM logs WHERE id = ?1)",
    "SELECT * FROM restrictions WHERE conversation_key = (SELECT key FROM logs WHERE id = ?1)",
    "SELECT seq FROM pins WHERE log_key = (SELECT key FROM logs WHERE id = ?1)",
    "SELECT id, resolved_at FROM reports WHERE log_key = (SELECT key FROM logs WHERE id = ?1)",
    "SELECT count(*) FROM audit WHERE ?1 <> ''",
  ].map((sql) => database.query(sql).all(id));
}

test("[P23e] that a member types is not told while they may not write, and ends when that begins", async () => {
  const { id, mallory, seqs } = await setUp();
  using _ = mallory;
  using watcher = await Attacker.enter(server.url, `watcher ${crypto.randomUUID().slice(0, 8)}`);
  await ann.client.invite(id, watcher.id);
  await watcher.ask("websocket", [{ type: "accept-invitation", conversationId: id }]);
  await watcher.ask("websocket", [{ type: "watch", conversationId: id }]);
  const { moderation } = mod.client;
  const ends: readonly [begin: () => Promise<void>, end: () => Promise<void>][] = [
    [() => moderation.mute(id, mallory.id), () => moderation.unmute(id, mallory.id)],
    [() => moderation.setRules(id, { isLocked: true }), () => moderation.setRules(id, { isLocked: false })],
    [() => server.people.mute(undefined, mallory.id, {}), () => server.people.unmute(undefined, mallory.id)],
  ];
  for (const [begin, end] of ends) {
    const types = async (): Promise<string[]> => {
      for (const way of ["websocket", "stream", "poll"] as const) {
        await mallory.say(way, { type: "typing", conversationId: id });
        // Answered behind it: the check of the typing has ended.
        await mallory.ask(way, [{ type: "reactors", conversationId: id, seq: seqs.own, emoji: "👍" }]);
      }
      server.clock.advance(250);
      await watcher.ask("websocket", [{ type: "pins", conversationId: id }]);
      return watcher.typists(id);
    };
    expect(await types()).toEqual([mallory.nickname]);
    await begin();
    server.clock.advance(250);
    await eventually(() => expect(watcher.typists(id)).toEqual([]));
    expect(await types()).toEqual([]);
    await end();
  }
}, 60_000);

test("a user who is muted on the server puts no text before others by other means than messages either", async () => {
  const { id, mallory } = await setUp();
  using _ = mallory;
  const [made] = await mallory.ask("frames", [{ type: "create-room", name: mallory.nickname }]);
  const own = made?.type === "conversation" ? made.conversation.id : "";
  await server.people.mute(undefined, mallory.id, {});
  const heads = (): unknown => {
    using database = new Database(join(server.dataFolder, "shoal.db"), { readonly: true });
    return database.query("SELECT sum(head) AS heads, count(*) AS count FROM logs").get();
  };
  const before = heads();
  for (const way of ways) {
    const codes = await codesOf(mallory, way, [
      { type: "create-room", name: `buy it, ${mallory.nickname}` },
      { type: "describe-room", conversationId: own, name: "buy it", description: "cheap" },
      { type: "set-rules", conversationId: own, announcement: "buy it" },
      { type: "invite", conversationId: own, userId: ben.user.id },
      { type: "invite", conversationId: own, userId: mod.user.id },
      { type: "update-profile", nickname: `buy it ${mallory.nickname.slice(-8)}` },
      { type: "update-profile", status: "buy it" },
      { type: "send", conversationId: id, text: "buy it" },
    ]);
    expect({ way, codes: [...new Set(codes)] }).toEqual({ way, codes: ["muted"] });
  }
  expect(heads()).toEqual(before);
  expect(await codesOf(mallory, "frames", [{ type: "update-profile", status: "" }])).toEqual(["done"]);
}, 60_000);
