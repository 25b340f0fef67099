import type { ChatEvent } from "../../adapter.ts";
import type { HistoryRecord, RecordOf } from "../../record/records.ts";
import type { FindingKind } from "../finding.ts";
import { DIRECT, markers } from "./good-history.ts";
import { type Change, changeLog, replaceOne } from "./planted-faults.ts";

/** The message of the good history that was edited, and the one that was deleted. */
const EDITED = 3;
const DELETED = 2;
const REPLY = 4;

/** What a bad server makes clients write down of changed messages, and what it is to be called. */
export const plantedChangeFaults: readonly [name: string, kind: FindingKind, change: Change][] = [
  ["an acknowledged edit is not stored", "lost", withoutChange("edit", EDITED)],
  ["an acknowledged deletion is not stored", "lost", withoutChange("delete", DELETED)],
  ["an acknowledged reaction is not stored", "lost", withoutChange("react", EDITED)],
  ["an edit is stored twice", "doubled", append({ change: "edit", target: EDITED, userId: "u_ann" })],
  ["a message is deleted twice", "doubled", append({ change: "delete", target: DELETED, userId: "u_ann" })],
  ["a user reacts twice with one emoji", "doubled", append({ change: "react", target: EDITED, userId: "u_ben", emoji: "🐟" })],
  [
    "a change is stored that was never asked for",
    "invented",
    append({ change: "react", target: EDITED, userId: "u_ann", emoji: "🐟" }),
  ],
  ["a change is stored that was refused for certain", "invented", refuse("delete-1")],
  ["a deleted message is edited", "undeleted", append({ change: "edit", target: DELETED, userId: "u_ann" })],
  ["an edit after the deletion is acknowledged", "undeleted", acknowledge("edit-3")],
  ["the last edit is not the one that was asked for last", "reordered", swapEdits()],
  ["two observers see different reactions", "altered", withObservedReaction()],
  ["a page has a text that was replaced", "diverged", withPage(EDITED, { text: `ann-6 ${markers.replaced}` })],
  ["a page has the text of a deleted message", "diverged", withPage(DELETED, { text: `ann-5 ${markers.deleted}` })],
  ["a page has the reactions of a deleted message", "diverged", withPage(DELETED, { reactions: { "🐟": 1 } })],
  ["a page has a reaction that was taken back", "diverged", withPage(EDITED, { reactions: { "🐟": 1, "🌊": 1 } })],
  [
    "a page has a message as not deleted",
    "diverged",
    withPage(DELETED, { isDeleted: undefined, text: `ann-5 ${markers.deleted}` }),
  ],
  [
    "a quote has the text before the edit",
    "diverged",
    withPage(REPLY, { quote: { seq: EDITED, text: `ann-6 ${markers.replaced}` } }),
  ],
  ["a quote is of another message", "diverged", withPage(REPLY, { quote: { seq: DELETED } })],
  ["a message loses its file in a page", "diverged", keepFile()],
  ["a read lacks the reader's own deletion", "stale", withEarlierHead()],
  ["a timeline counts a reaction twice", "diverged", withHeld(EDITED, { reactions: { "🐟": 2 } })],
  ["a timeline misses an edit", "diverged", withHeld(EDITED, { text: `ann-6 ${markers.replacedAgain}` })],
  ["a timeline lacks a message", "hole", withoutHeld(EDITED)],
  ["a deleted text is on the disk", "remaining", withOnDisk("running", markers.deleted)],
  ["a replaced text is on the disk", "remaining", withOnDisk("restarted", markers.replacedAgain)],
  ["a deleted file is on the disk", "remaining", withOnDisk("restarted", markers.file)],
  ["a file belongs to nothing", "remaining", (records) => records.push({ at: 1e6, type: "stray-file", name: "f_1" })],
  ["a text of the log is not on the disk", "lost", withOnDisk("running")],
];

function append(event: Omit<ChatEvent, "seq" | "kind">): Change {
  return changeLog(DIRECT, (events) => [...events, { seq: events.length + 1, kind: "change", ...event }]);
}

/** Its place is taken by something else. */
function withoutChange(change: string, target: number): Change {
  return changeLog(DIRECT, (events) =>
    events.map((event) =>
      event.change === change && event.target === target ? { seq: event.seq, kind: "other", userId: event.userId } : event,
    ),
  );
}

function refuse(changeId: string): Change {
  return (records) =>
    replaceOne(records, isAnswer(changeId), (record: RecordOf<"changed">) => ({
      ...record,
      code: "not-found",
      isDefinite: true,
    }));
}

function acknowledge(changeId: string): Change {
  return (records) =>
    replaceOne(records, isAnswer(changeId), ({ code: _, isDefinite: __, ...record }: RecordOf<"changed">) => record);
}

/** Every observer has the first edit in the place of the second. */
function swapEdits(): Change {
  const texts = [`ann-6 ${markers.replacedAgain}`, `ann-6 ${markers.kept}`] as const;
  const swap = (event: ChatEvent): ChatEvent => {
    const [first, second] = texts;
    if (event.text === first) return { ...event, text: second };
    return event.text === second ? { ...event, text: first } : event;
  };
  return (records) => {
    for (const [index, record] of records.entries()) {
      if (record.type === "observed") records[index] = { ...record, event: swap(record.event) };
      else if (record.type === "final" || record.type === "read") records[index] = { ...record, events: record.events.map(swap) };
    }
  };
}

function withObservedReaction(): Change {
  const isIt = (record: HistoryRecord): boolean =>
    record.type === "observed" && record.client === "ben" && record.event.change === "react";
  return (records) =>
    replaceOne(records, isIt, (record: RecordOf<"observed">) => ({ ...record, event: { ...record.event, emoji: "🦀" } }));
}

function withPage(seq: number, state: object): Change {
  const isIt = (record: HistoryRecord): boolean => record.type === "read" && record.conversationId === DIRECT;
  return (records) =>
    replaceOne(records, isIt, (record: RecordOf<"read">) => ({ ...record, events: withState(record.events, seq, state) }));
}

/** The page ends before the deletion, which was acknowledged. */
function withEarlierHead(): Change {
  const isIt = (record: HistoryRecord): boolean => record.type === "read" && record.conversationId === DIRECT;
  return (records) =>
    replaceOne(records, isIt, (record: RecordOf<"read">) => ({
      ...record,
      head: record.head - 1,
      events: record.events.slice(0, -1),
    }));
}

function withHeld(seq: number, state: object): Change {
  return (records) =>
    replaceOne(
      records,
      ({ type }) => type === "held",
      (record: RecordOf<"held">) => ({ ...record, messages: withState(record.messages, seq, state) }),
    );
}

function withoutHeld(seq: number): Change {
  return (records) =>
    replaceOne(
      records,
      ({ type }) => type === "held",
      (record: RecordOf<"held">) => ({ ...record, messages: record.messages.filter((message) => message.seq !== seq) }),
    );
}

/** The deleted message was read before its deletion, without its file. */
function keepFile(): Change {
  const isIt = (record: HistoryRecord): boolean => record.type === "read" && record.conversationId === DIRECT;
  const { clientMessageId, text } = { clientMessageId: "ann-5", text: `ann-5 ${markers.deleted}` };
  const message: ChatEvent = { seq: DELETED, kind: "message", userId: "u_ann", clientMessageId, text };
  return (records) =>
    replaceOne(records, isIt, (record: RecordOf<"read">) => ({
      ...record,
      after: DELETED - 1,
      head: DELETED,
      events: [message],
    }));
}

function withOnDisk(stage: string, ...more: readonly string[]): Change {
  return (records) =>
    replaceOne(
      records,
      (record) => record.type === "on-disk" && record.stage === stage,
      (record: RecordOf<"on-disk">) => ({ ...record, markers: more.length === 0 ? [] : [...record.markers, ...more] }),
    );
}

function withState(events: readonly ChatEvent[], seq: number, state: object): ChatEvent[] {
  return events.map((event) => (event.seq === seq ? { ...event, ...state } : event));
}

function isAnswer(changeId: string) {
  return (record: HistoryRecord): boolean => record.type === "changed" && record.changeId === changeId;
}
