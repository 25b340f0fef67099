import { expect, spyOn, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { openSqliteStorage } from "../../server/storage/sqlite/sqlite-storage.ts";
import { importFrom } from "./import-command.ts";
import { writeArchive } from "./testing/made-archive.ts";

/** The exit code and what was said. Nothing may be written. */
async function refused(make: (folder: string) => Promise<string>): Promise<string> {
  await using folder = await temporaryFolder();
  const said = spyOn(process.stderr, "write").mockImplementation(() => true);
  try {
    const archive = await make(folder.path);
    const data = join(folder.path, "data");
    expect(await importFrom(archive, { data, from: "shoal" })).toBe(1);
    expect(existsSync(data)).toBe(false);
    return said.mock.calls.map(([text]) => String(text)).join("");
  } finally {
    said.mockRestore();
  }
}

const user = { id: "u_ann", nickname: "ann", createdAt: 0 };
const room = { id: "r_reef", kind: "room", name: "reef" };
const message = { seq: 1, at: 0, type: "message", by: "u_ann", text: "hi" };
const whole = { "users.jsonl": [user], "conversations.jsonl": [room] };
const events = (content: string | object[]) => ({ ...whole, "events/r_reef.jsonl": content });

test.each<[string, Parameters<typeof writeArchive>[1], string]>([
  ["a line of 64 MiB", events("x".repeat(64 * 1024 * 1024)), "events/r_reef.jsonl line 1 is longer than 128 KiB"],
  ["a line that is no JSON", events(`${JSON.stringify(message)}\n{`), "events/r_reef.jsonl line 2 is not JSON"],
  ["deep JSON", events(`${"[".repeat(60_000)}\n`), "events/r_reef.jsonl line 1 is nested deeper than 32 levels"],
  ["text that is not UTF-8", { "users.jsonl": new Uint8Array([0x22, 0xff, 0x22, 0x0a]) }, "users.jsonl line 1 is not UTF-8"],
  ["an event out of order", events([message, { ...message, seq: 3 }]), "line 2: the seq is 3, and 2 comes next"],
  ["an event twice", events([message, message]), "line 2: the seq is 1, and 2 comes next"],
  ["an author who is missing", events([{ ...message, by: "u_ben" }]), "line 1: it names the user u_ben"],
  [
    "a mention of who is missing",
    events([{ ...message, mentions: [{ start: 0, length: 1, userId: "u_x" }] }]),
    "names the user u_x",
  ],
  [
    "events of a room that is missing",
    { "users.jsonl": [user], "events/r_x.jsonl": [message] },
    "the conversation r_x is not among",
  ],
  ["a user twice", { "users.jsonl": [user, user] }, "users.jsonl line 2: u_ann is there twice"],
  ["a text that is too long", events([{ ...message, text: "x".repeat(9_000) }]), "events/r_reef.jsonl line 1: text is invalid"],
  [
    "a known event with wrong fields",
    events([{ seq: 1, at: 0, type: "react", by: "u_ann", target: 1 }]),
    "line 1: emoji is invalid",
  ],
  [
    "an id with a path in it",
    { "users.jsonl": [{ ...user, picture: "../../etc/passwd" }] },
    "users.jsonl line 1: picture is invalid",
  ],
  ["an entry of another name", { "../users.jsonl": [user] }, "../users.jsonl"],
])("an archive with %s is refused with its place, and nothing is written", async (_, entries, sentence) => {
  expect(await refused((folder) => writeArchive(join(folder, "archive.tar"), entries))).toContain(sentence);
});

test("an archive of a newer version, one of another kind, one that was cut off and one that was changed are refused", async () => {
  const make = (change: (path: string) => void, manifest = {}) =>
    refused(async (folder) => {
      const path = await writeArchive(join(folder, "archive.tar"), events([message]), manifest);
      change(path);
      return path;
    });
  expect(await make(() => {}, { version: 2 })).toContain("reads formats up to 1; import it with a newer version");
  expect(await make(() => {}, { format: "other" })).toContain("manifest.json: format is invalid");
  expect(await make((path) => writeFileSync(path, "x".repeat(10_000)))).toContain("is damaged");
  expect(await make((path) => writeFileSync(path, readFileSync(path).subarray(0, 3_000)))).toContain("is damaged");
  const changed = (path: string): void => {
    const bytes = readFileSync(path);
    bytes.write("ho", bytes.indexOf('"hi"') + 1);
    writeFileSync(path, bytes);
  };
  expect(await make(changed)).toContain("events/r_reef.jsonl is not what was archived");
  expect(await refused(async (folder) => join(folder, "missing.tar"))).toContain("is not there");
});

test("events that this version does not know are events: they keep their places, and are read as they came", async () => {
  await using folder = await temporaryFolder();
  const later = { seq: 2, at: 5, type: "poll", by: "u_ann", question: "when?", of: { id: "u_ann", nickname: "ann" } };
  const members = { "members/r_reef.jsonl": [{ userId: "u_ann", role: "owner" }] };
  const archive = await writeArchive(join(folder.path, "archive.tar"), {
    ...events([message, later, { ...message, seq: 3 }]),
    ...members,
  });
  const data = join(folder.path, "data");
  expect(await importFrom(archive, { data, from: "shoal" })).toBe(0);
  const storage = await openSqliteStorage({ folder: data, onCommit() {} });
  const { events: log } = await storage.readHistory("r_reef", "u_ann", { after: 0, limit: 10 });
  await storage.close();
  expect(log.map(({ seq, type }) => [seq, String(type)])).toEqual([
    [1, "message"],
    [2, "poll"],
    [3, "message"],
  ]);
  expect(log[1]).toMatchObject({ at: 5, by: { id: "u_ann" }, question: "when?" });
});

test("a dry run says what there is, and writes nothing", async () => {
  await using folder = await temporaryFolder();
  const archive = await writeArchive(join(folder.path, "archive.tar"), events([message]));
  const said = spyOn(process.stdout, "write").mockImplementation(() => true);
  const data = join(folder.path, "data");
  expect(await importFrom(archive, { data, from: "shoal", dryRun: true })).toBe(0);
  const text = said.mock.calls.map(([each]) => String(each)).join("");
  said.mockRestore();
  expect(text).toContain("1 user, 1 conversation, 1 message, 0 other events and 0 files");
  expect(existsSync(data)).toBe(false);
});
