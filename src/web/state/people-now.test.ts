import { expect, test } from "bun:test";
import type { LogEntry } from "../../client/index.ts";
import { entriesNow } from "./people-now.ts";

const [ann, anna] = [
  { id: "u_ann", nickname: "ann" },
  { id: "u_ann", nickname: "anna", tone: 3 },
];
const ben = { id: "u_ben", nickname: "ben" };
const message = { type: "message", at: 0, clientMessageId: "m_12345678", text: "@ann hello" } as const;
const entries: readonly LogEntry[] = [
  { type: "join", seq: 1, at: 0, by: ben, invitedBy: ann },
  { ...message, seq: 2, by: ann },
  { ...message, seq: 3, by: ben, mentions: [{ start: 0, length: 4, user: ann }], reply: { seq: 2, by: ann, text: "hi" } },
  { ...message, seq: 4, by: ben },
  { type: "profile", seq: 5, at: 0, by: { ...ann, nickname: "annie" }, formerNickname: "ann" },
];

test("[P110a] everyone in an entry has the nickname and tone of now; what tells of a change stays as it was", () => {
  const now = entriesNow(entries, new Map([[anna.id, anna]]));
  expect(now[0]).toMatchObject({ by: ben, invitedBy: anna });
  expect(now[1]).toMatchObject({ by: anna });
  expect(now[2]).toMatchObject({ by: ben, mentions: [{ start: 0, length: 4, user: anna }], reply: { by: anna, text: "hi" } });
  expect(now[3]).toBe(entries[3] as LogEntry);
  expect(now[4]).toBe(entries[4] as LogEntry);
});

test("[P121a] a picture of now is shown, and none where it was removed", () => {
  const painted = { ...ann, picture: "f_face" };
  const [entry] = entriesNow<LogEntry>([{ ...message, seq: 2, by: ann }], new Map([[ann.id, painted]]));
  expect(entry).toMatchObject({ by: painted });
  const [bare] = entriesNow<LogEntry>([{ ...message, seq: 2, by: painted }], new Map([[ann.id, ann]]));
  expect(bare?.by?.picture).toBeUndefined();
});

test("an entry is the same object from one update to the next, so that its row is not drawn again", () => {
  const people = new Map([[anna.id, anna]]);
  expect(entriesNow(entries, people)[1]).toBe(entriesNow(entries.slice(1), people)[0] as LogEntry);
  expect(entriesNow(entries, new Map())).toBe(entries);
  expect(entriesNow(entries, new Map([["u_cid", { id: "u_cid", nickname: "cid" }]]))).toBe(entries);
});
