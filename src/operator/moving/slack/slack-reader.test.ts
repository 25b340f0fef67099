import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { check } from "../check.ts";
import type { MovingRecord } from "../records.ts";
import { zipOf } from "../testing/made-zip.ts";
import { openSlackReader } from "./slack-reader.ts";
import { shownText } from "./slack-text.ts";

const users = [
  { id: "U1", team_id: "T1", name: "ann", profile: { display_name: "Ann" }, is_admin: true },
  { id: "U2", team_id: "T1", name: "ben", profile: { display_name: "" } },
  { id: "U3", name: "gone", deleted: true },
];
const channels = [
  { id: "C1", name: "general", is_general: true, creator: "U1", members: ["U1", "U2"], purpose: { value: "All of it" } },
  {
    id: "C2",
    name: "fish",
    creator: "U2",
    members: ["U1", "U2"],
    pins: [{ id: "1706702400.000100", user: "U1", created: 1_706_702_500 }],
  },
];
const day = [
  { type: "message", subtype: "channel_join", user: "U1", text: "joined", ts: "1706702300.000000" },
  { type: "message", user: "U2", text: "an answer", ts: "1706702401.000000", thread_ts: "1706702400.000100" },
  {
    ...{
      type: "message",
      user: "U1",
      ts: "1706702400.000100",
      thread_ts: "1706702400.000100",
      edited: { ts: "1706702450.000000" },
    },
    text: "hello <@U2> &amp; <#C1|x>: <https://example.org|a link>",
    reactions: [
      { name: "+1", users: ["U2", "U9"], count: 2 },
      { name: "own-fish", users: ["U2"] },
    ],
  },
  { type: "message", subtype: "bot_message", bot_id: "B1", username: "robot", text: "beep", ts: "1706702402.000000" },
  {
    type: "message",
    user: "U3",
    text: "",
    ts: "1706702403.000000",
    files: [{ name: "a.png", permalink: "https://example.org/a.png" }],
  },
  { type: "message", subtype: "tombstone", user: "U1", text: "This message was deleted.", ts: "1706702404.000000" },
];
const whole = {
  "users.json": JSON.stringify(users),
  "channels.json": JSON.stringify(channels),
  "dms.json": JSON.stringify([{ id: "D1", members: ["U1", "U2"] }]),
  "fish/2024-01-31.json": JSON.stringify(day),
  "D1/2024-01-31.json": JSON.stringify([{ type: "message", user: "U1", text: "in private", ts: "1706702500.000000" }]),
};

async function written(entries: Record<string, string | Uint8Array>): Promise<AsyncDisposable & { path: string }> {
  const folder = await temporaryFolder();
  const path = join(folder.path, "slack.zip");
  writeFileSync(path, zipOf(entries));
  return { path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test("an export becomes users, rooms and private conversations, with threads, edits, reactions, pins, mentions and links", async () => {
  await using file = await written(whole);
  using reader = await openSlackReader(file.path);
  const records = await Array.fromAsync(reader.records());
  const events = records.flatMap((record: MovingRecord) =>
    record.kind === "event" && record.conversationId === "C2" ? [record.event] : [],
  );
  expect(reader.source).toBe("slack:T1");
  expect(events).toMatchObject([
    { seq: 1, by: "U1", text: "hello @ben & #general: a link (https://example.org)", editedAt: 1_706_702_450_000 },
    { seq: 2, type: "react", by: "U2", target: 1, emoji: "👍" },
    { seq: 3, type: "react", by: "U9", target: 1, emoji: "👍" },
    { seq: 4, type: "pin", by: "U1", target: 1 },
    { seq: 5, by: "U2", text: "an answer", replyTo: 1, at: 1_706_702_401_000 },
    { seq: 6, by: "B1", text: "beep" },
    { seq: 7, by: "U3", text: "a.png: https://example.org/a.png" },
    { seq: 8, by: "U1", text: "", isDeleted: true },
  ]);
  expect(events[0]).toMatchObject({ mentions: [{ start: 6, length: 4, userId: "U2" }] });
  const named = records.flatMap((record) => (record.kind === "user" ? [[record.user.nickname, record.user.state]] : []));
  expect(named).toEqual([
    ["Ann", "active"],
    ["ben", "active"],
    ["gone", "retired"],
    ["U9", "retired"],
    ["robot", "retired"],
  ]);
  const conversations = records.flatMap((record) => (record.kind === "conversation" ? [record.conversation] : []));
  expect(conversations).toMatchObject([
    { id: "C1", isLobby: true, description: "All of it" },
    { id: "C2", name: "fish" },
    { people: ["U1", "U2"] },
  ]);
  expect(await check(reader)).toMatchObject({ problemCount: 0, counts: { messages: 6 } });
  expect(reader.notes.join()).toContain("own-fish");
});

test("what Slack writes around names and addresses is shown as people saw it", () => {
  const names = { user: () => undefined, channel: () => undefined };
  const shown = (text: string): string => shownText(text, names).text;
  expect(shown("<!here> <!subteam^S1|@crew> <@U7|ann> <mailto:a@b.org|a@b.org> &lt;b&gt; a < b")).toBe(
    "@here @crew @ann a@b.org <b> a < b",
  );
});

test.each([
  ["a bomb", { ...whole, "fish/2024-01-30.json": new Uint8Array(80 * 1024 * 1024) }, "would be"],
  ["a path that leads outside", { ...whole, "../fish/2024-01-30.json": "[]" }, "cannot be read"],
  ["a file that is no JSON", { ...whole, "users.json": "[{" }, "users.json is not JSON"],
  ["lists in lists in lists", { ...whole, "fish/2024-01-30.json": "[".repeat(100_000) }, "nested deeper"],
  ["text that is not UTF-8", { ...whole, "users.json": new Uint8Array([0x5b, 0xff, 0x5d]) }, "cannot be read"],
  ["no channels", { "users.json": "[]" }, "no channels.json"],
])("an export with %s is refused with a sentence", async (_, entries, sentence) => {
  await using file = await written(entries);
  expect(await openSlackReader(file.path).then(String, String)).toContain(sentence);
});

test("what is no zip is refused with a sentence", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "slack.zip");
  writeFileSync(path, "x".repeat(100_000));
  expect(await openSlackReader(path).then(String, String)).toContain("cannot be read");
});
