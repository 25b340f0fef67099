import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { check } from "../check.ts";
import { openIrcReader } from "./irc-reader.ts";

async function read(path: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const record of openIrcReader(path).records()) {
    if (record.kind === "conversation") lines.push(`room ${record.conversation.name}`);
    if (record.kind === "event" && record.event.type === "message") {
      lines.push(`${new Date(record.event.at).toISOString().slice(0, 19)} ${record.event.by}: ${record.event.text}`);
    }
  }
  return lines;
}

test("a log of weechat becomes a room: messages and actions, without what the client itself noted", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "reef.weechatlog");
  writeFileSync(
    file,
    [
      "2024-01-31 12:00:00\t-->\tann (~ann@host) has joined #reef",
      "2024-01-31 12:00:01\t@ann\thello\tthere",
      "2024-01-31 12:00:02\t *\tBen waves",
      "2024-01-31 12:00:03\t--\tben is now known as benny",
      "2024-01-31 12:00:04\tben\t",
    ].join("\n"),
  );
  expect(await read(file)).toEqual([
    "room reef",
    "2024-01-31T12:00:01 ann: hello\tthere",
    "2024-01-31T12:00:02 ben: * Ben waves",
  ]);
});

test("a folder of logs of irssi and ZNC becomes one room, in the order of days", async () => {
  await using folder = await temporaryFolder();
  const channel = join(folder.path, "#reef");
  mkdirSync(channel);
  writeFileSync(
    join(channel, "2024-02-01.log"),
    "[00:00:01] <ann> next day\r\n[00:00:02] *** Joins: ben (b@host)\r\n[00:00:03] * ben waves\r\n",
  );
  writeFileSync(
    join(channel, "2024-01-01-irssi.log"),
    [
      "--- Log opened Wed Jan 31 23:00:00 2024",
      "23:00 -!- ann [~ann@host] has joined #reef",
      "23:01 <@ann> <b>late</b>",
      "23:02  * ben yawns",
      "--- Day changed Thu Feb 01 2024",
      "00:00 < ann> midnight",
    ].join("\n"),
  );
  expect(await read(channel)).toEqual([
    "room #reef",
    "2024-01-31T23:01:00 ann: <b>late</b>",
    "2024-01-31T23:02:00 ben: * ben yawns",
    "2024-02-01T00:00:00 ann: midnight",
    "2024-02-01T00:00:01 ann: next day",
    "2024-02-01T00:00:03 ben: * ben waves",
  ]);
});

test("a text that is longer than a message becomes several, without half a character", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "2024-01-31.log");
  const text = "🐟".repeat(5_000);
  writeFileSync(file, `[12:00] <ann> ${text}\n`);
  const events: string[] = [];
  for await (const record of openIrcReader(file).records()) {
    if (record.kind === "event" && record.event.type === "message") events.push(String(record.event.text));
  }
  expect([events.length, events.join("") === text]).toEqual([3, true]);
  expect(await check(openIrcReader(file))).toMatchObject({ problemCount: 0, counts: { users: 1, messages: 3 } });
});

test.each([
  ["without-a-day.log", "12:00 <ann> hello", "without-a-day.log line 1 has no day"],
  ["2024-01-31.log", "12:00 <ann> hello\nhello", "2024-01-31.log line 2 is no line of a log"],
  ["2024-13-31.log", "12:00 <ann> hello", "has no such day"],
])("%s with %p is refused with its place", async (name, text, sentence) => {
  await using folder = await temporaryFolder();
  writeFileSync(join(folder.path, name), text);
  expect(await read(join(folder.path, name)).catch(String)).toContain(sentence);
});

test("what is not UTF-8 is refused with its place", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "2024-01-31.log");
  writeFileSync(file, Buffer.from("12:00 <ann> hi\n12:01 <ann> caf\xe9\n", "latin1"));
  expect(await read(file).catch(String)).toContain("line 2 is not UTF-8");
});
