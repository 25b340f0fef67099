import { describe, expect, test } from "bun:test";
import type { LogEntry, OutgoingMessage, Person } from "../../client/index.ts";
import { roomSentencesOf } from "../rooms/room-sentences.ts";
import { changeOf, sentencesOf } from "./member-changes.ts";
import { GROUP_LIFETIME_MS, type Row, rowsOf } from "./rows.ts";

const ann: Person = { id: "u_ann", nickname: "ann" };
const ben: Person = { id: "u_ben", nickname: "ben" };
const fish: Person = { id: "u_fish", nickname: "小鱼" };
const DAY_MS = 86_400_000;
const dayOf = (at: number) => Math.floor(at / DAY_MS);

function says(by: Person, seq: number, at = seq): LogEntry {
  return { type: "message", seq, at, by, clientMessageId: `m_${seq}`, text: "hello" };
}
function joins(by: Person, seq: number, invitedBy?: Person): LogEntry {
  return { type: "join", seq, at: seq, by, ...(invitedBy === undefined ? {} : { invitedBy }) };
}
function leaves(by: Person, seq: number): LogEntry {
  return { type: "leave", seq, at: seq, by };
}
function rowsWith(entries: readonly LogEntry[], unreadAfter?: number, outgoing: readonly OutgoingMessage[] = []): readonly Row[] {
  return rowsOf(entries, outgoing, { me: fish, unreadAfter, dayOf });
}
function sketch(rows: readonly Row[]): string[] {
  return rows.map((row) => (row.kind === "message" && row.isHeading ? "heading" : row.kind));
}

describe("the rows of a log", () => {
  test("group what one author says within five minutes", () => {
    const events = [says(ann, 1), says(ann, 2), says(ben, 3), says(ben, 4, 3 + GROUP_LIFETIME_MS)];
    expect(sketch(rowsWith(events, undefined))).toEqual(["day", "heading", "message", "heading", "heading"]);
  });

  test("stay the same objects as long as nothing of them changes, so that they are not rendered again", () => {
    const [one, two, three] = [says(ann, 1), says(ann, 2), says(ben, 3)];
    const before = rowsWith([one, two]).filter(({ kind }) => kind === "message");
    const after = rowsWith([one, two, three]).filter(({ kind }) => kind === "message");
    expect([after[0] === before[0], after[1] === before[1]]).toEqual([true, true]);
    expect(rowsWith([one, { ...two }])[2]).not.toBe(after[1]);
    expect(sketch(rowsWith([two]))).toEqual(["day", "heading"]);
  });

  test("part the days, and begin a new group with each", () => {
    const events = [says(ann, 1, DAY_MS - 1), says(ann, 2, DAY_MS)];
    expect(sketch(rowsWith(events, undefined))).toEqual(["day", "heading", "day", "heading"]);
  });

  test("stand below their own day, when a clock was far ahead or was set back", () => {
    const ahead = [says(ann, 1, 3), says(ann, 2, 400 * DAY_MS), says(ann, 3, 4), says(ben, 4, 5)];
    const rows = rowsWith(ahead, undefined);
    expect(sketch(rows)).toEqual(["day", "heading", "day", "heading", "day", "heading", "heading"]);
    expect(rows.flatMap((row) => (row.kind === "day" ? [dayOf(row.at)] : []))).toEqual([0, 400, 0]);
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
    const setBack = [says(ann, 1, 2 * GROUP_LIFETIME_MS), says(ann, 2, 0)];
    expect(sketch(rowsWith(setBack, undefined))).toEqual(["day", "heading", "heading"]);
  });

  test("put one line above the first unread message, past joins", () => {
    const events = [says(ann, 1), joins(ben, 2), says(ann, 3), says(ann, 4)];
    expect(sketch(rowsWith(events, 1))).toEqual(["day", "heading", "members", "unread", "heading", "message"]);
    expect(sketch(rowsWith(events, 4))).not.toContain("unread");
  });

  test("fold joins and leaves that follow each other into one row", () => {
    const events = [joins(ann, 1), joins(ben, 2), leaves(ann, 3), says(ben, 4), joins(ann, 5)];
    expect(sketch(rowsWith(events, undefined))).toEqual(["day", "members", "heading", "members"]);
  });

  test("[P38c] fold changes of the room into the row of those who came and went", () => {
    const room = { type: "room", at: 3, by: ann } as const;
    const rows = rowsWith([joins(ann, 1), { ...room, seq: 2, name: "reef" }, says(ben, 3), { ...room, seq: 4, emoji: "🐠" }]);
    expect(sketch(rows)).toEqual(["day", "members", "heading", "members"]);
    const first = roomSentencesOf([
      { ...room, seq: 2, name: "reef", emoji: "🐠" },
      { ...room, seq: 3, by: ben, name: "bay" },
    ]);
    expect(first.map(({ field, event }) => [field, event.by.nickname])).toEqual([
      ["emoji", "ann"],
      ["name", "ben"],
    ]);
  });

  test("[P172] [P174] tell the order in the room with those who came and went, and know the rules before", () => {
    const rules = (seq: number, isLocked: boolean): LogEntry => ({ type: "rules", seq, at: seq, by: ann, rules: { isLocked } });
    const removed: LogEntry = { ...leaves(ben, 3), isRemoved: true, removedBy: ann } as LogEntry;
    const rows = rowsWith([joins(ben, 1), rules(2, true), removed, says(ann, 4), rules(5, false)]);
    expect(sketch(rows)).toEqual(["day", "members", "heading", "members"]);
    const members = rows.flatMap((row) => (row.kind === "members" ? [row] : []));
    expect(members.map(({ changes, roomChanges }) => [changes.length, roomChanges.map(({ type }) => type)])).toEqual([
      [1, ["rules", "leave"]],
      [0, ["rules"]],
    ]);
    expect(members.map(({ rulesBefore }) => rulesBefore?.rules)).toEqual([{}, { isLocked: true }]);
    const [later] = rowsWith([rules(7, true)]).flatMap((row) => (row.kind === "members" ? [row] : []));
    expect(later).toMatchObject({ rulesBefore: undefined });
  });

  test("have keys of their own", () => {
    const keys = rowsWith([joins(ann, 1), says(ann, 2), says(ann, 3), joins(ben, 4), says(ann, 5, DAY_MS)], 2).map(
      (row) => row.key,
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("[P10] have keys of their own even where two people used the same clientMessageId", () => {
    const events = [ann, ben].map((by, index) => ({ ...says(by, index + 1), clientMessageId: "m_same" }));
    const keys = rowsWith(events, undefined).map((row) => row.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("folded joins", () => {
  const fold = (events: LogEntry[]) =>
    sentencesOf(events.flatMap((event) => (event.type === "join" || event.type === "leave" ? [changeOf(event)] : []))).map(
      ({ kind, people, invitedBy }) => [kind, people.map((person) => person.nickname).join(" "), invitedBy?.nickname],
    );

  test("name all who joined in one sentence", () => {
    expect(fold([joins(ann, 1), joins(ben, 2)])).toEqual([["joined", "ann ben", undefined]]);
  });

  test("tell the result, not every step", () => {
    expect(fold([joins(ann, 1), leaves(ann, 2), leaves(ben, 3), joins(ben, 4), leaves(fish, 5)])).toEqual([
      ["came-and-went", "ann", undefined],
      ["came-back", "ben", undefined],
      ["left", "小鱼", undefined],
    ]);
  });

  test("tell who invited whom", () => {
    expect(fold([joins(ben, 1, ann), joins(fish, 2, ann)])).toEqual([["invited", "ben 小鱼", "ann"]]);
  });
});
