import type { ChatEvent } from "../../adapter.ts";
import type { HistoryRecord, RecordOf } from "../../record/records.ts";
import type { FindingKind } from "../finding.ts";
import { DIRECT, EPOCH, LOBBY, ROOM } from "./good-history.ts";

export type Change = (records: HistoryRecord[]) => void;

/** What a bad server makes clients write down, and what it is to be called. */
export const plantedFaults: readonly [name: string, kind: FindingKind, change: Change][] = [
  ["an acknowledged message is not stored", "lost", removeFromLog(ROOM, "ann-3")],
  ["a message that an observer saw is not stored", "lost", changeLog(DIRECT, () => [])],
  ["a message is stored twice", "doubled", storeAgain(LOBBY, "ann-4")],
  ["a message is stored in two conversations", "doubled", storeElsewhere("ann-4", DIRECT)],
  ["an event is shown twice", "doubled", repeat((r) => r.type === "observed" && r.client === "ben" && r.event.seq === 3)],
  ["a group socket is told a message twice", "doubled", repeat((r) => r.type === "overheard" && r.text.startsWith("ann-4"))],
  ["the order of two messages is not that in which they were acknowledged", "reordered", swapTexts(ROOM, "ann-1", "ann-3")],
  ["an event is never shown", "hole", remove((r) => r.type === "observed" && r.client === "ann" && r.event.seq === 5)],
  ["a final log has a hole", "hole", renumber(ROOM, 7, 8)],
  ["a page of history has a hole", "hole", withRead((read) => ({ ...read, events: read.events.toSpliced(2, 1) }))],
  ["a page of history ends before the head", "hole", withRead((read) => ({ ...read, head: read.head + 1 }))],
  ["a gap is told and never read", "hole", insertGap()],
  ["a group socket misses a message", "hole", insertMissed()],
  ["an observer sees another text", "altered", alter((r) => r.type === "observed" && r.client === "ben" && r.event.seq === 4)],
  ["a page of history has another text", "altered", withRead((read) => ({ ...read, events: read.events.map(shouted) }))],
  ["a message is acknowledged at another place", "altered", moveAnswer("ann-1", 99)],
  ["a message is stored that was refused for certain", "invented", refuse("ann-2")],
  ["a message is stored that was never sent", "invented", remove((r) => "messageId" in r && r.messageId === "ben-3")],
  ["a read lacks the reader's own message", "stale", withRead((read) => ({ ...read, head: 3, events: read.events.slice(0, 3) }))],
  ["a user is shown what is said after they left", "leaked", showAfterLeaving()],
  ["a user reads a room after they left", "leaked", readAfterLeaving()],
  ["a third user is shown a direct message", "leaked", showDirectToThird()],
  ["a spy can tell a chat from none", "leaked", tellTheSpy("history-page")],
  ["a user is shown who types after they left", "leaked", showTypingAfterLeaving()],
  ["the last event does not come", "late", remove((r) => r.type === "observed" && r.client === "ann" && isMessage(r, "ben-3"))],
  [
    "the last event comes too late",
    "late",
    delayPast((r) => r.type === "observed" && r.client === "ann" && isMessage(r, "ben-3")),
  ],
  ["a group socket does not hear the last message", "late", remove((r) => r.type === "overheard" && r.text.startsWith("ben-3"))],
  ["a message has no answer", "late", remove(isAck("ann-4"))],
  ["the faults never end", "late", remove((r) => r.type === "healed")],
];

type Test = (record: HistoryRecord) => boolean;

function moveAnswer(messageId: string, seq: number): Change {
  return (records) => replaceOne(records, isAck(messageId), (record: RecordOf<"acknowledged">) => ({ ...record, seq }));
}

function tellTheSpy(answer: string): Change {
  return (records) =>
    replaceOne(
      records,
      (r) => r.type === "spied",
      (record: RecordOf<"spied">) => ({ ...record, answer }),
    );
}

function isFinal(conversationId: string): Test {
  return (record) => record.type === "final" && record.conversationId === conversationId;
}

export function isAck(messageId: string): Test {
  return (record) => record.type === "acknowledged" && record.messageId === messageId;
}

export function isMessage(record: RecordOf<"observed">, messageId: string): boolean {
  return record.event.text?.startsWith(`${messageId} `) === true;
}

/** Replaces the first record that passes. */
export function replaceOne(records: HistoryRecord[], isIt: Test, replacement: (record: never) => object): void {
  const index = records.findIndex(isIt);
  if (index < 0) throw new Error("There is no such record.");
  records[index] = replacement(records[index] as never) as HistoryRecord;
}

export function remove(isIt: Test): Change {
  return (records) => records.splice(0, records.length, ...records.filter((record) => !isIt(record)));
}

function repeat(isIt: Test): Change {
  return (records) => {
    const index = records.findIndex(isIt);
    const record = records[index];
    if (record !== undefined) records.splice(index + 1, 0, record);
  };
}

export function changeLog(conversationId: string, change: (events: ChatEvent[]) => ChatEvent[]): Change {
  return (records) =>
    replaceOne(records, isFinal(conversationId), (record: RecordOf<"final">) => ({
      ...record,
      events: change([...record.events]),
    }));
}

export function removeFromLog(conversationId: string, messageId: string): Change {
  return changeLog(conversationId, (events) =>
    events.filter(({ text }) => text?.startsWith(`${messageId} `) !== true).map((event, index) => ({ ...event, seq: index + 1 })),
  );
}

function storeAgain(conversationId: string, messageId: string): Change {
  return changeLog(conversationId, (events) => {
    const event = events.find(({ text }) => text?.startsWith(`${messageId} `));
    return event === undefined ? events : [...events, { ...event, seq: events.length + 1 }];
  });
}

function storeElsewhere(messageId: string, conversationId: string): Change {
  return changeLog(conversationId, (events) => [
    ...events,
    { seq: events.length + 1, kind: "message", userId: "u_ann", text: `${messageId} hello`, clientMessageId: messageId },
  ]);
}

/** The places of two messages are exchanged, for every observer. */
function swapTexts(conversationId: string, one: string, other: string): Change {
  const swap = (event: ChatEvent): ChatEvent => {
    const { text = "", ...rest } = event;
    if (text.startsWith(`${one} `)) return { ...rest, text: `${other} hello`, clientMessageId: other };
    if (text.startsWith(`${other} `)) return { ...rest, text: `${one} hello`, clientMessageId: one };
    return event;
  };
  return (records) => {
    for (const [index, record] of records.entries()) {
      if (!("conversationId" in record) || record.conversationId !== conversationId) continue;
      if (record.type === "observed") records[index] = { ...record, event: swap(record.event) };
      else if (record.type === "final" || record.type === "read") records[index] = { ...record, events: record.events.map(swap) };
    }
  };
}

function renumber(conversationId: string, from: number, to: number): Change {
  return changeLog(conversationId, (events) => events.map((event) => (event.seq === from ? { ...event, seq: to } : event)));
}

function withRead(change: (read: RecordOf<"read">) => RecordOf<"read">): Change {
  return (records) => replaceOne(records, (record) => record.type === "read", change);
}

function alter(isIt: Test): Change {
  return (records) => replaceOne(records, isIt, (record: RecordOf<"observed">) => ({ ...record, event: shouted(record.event) }));
}

function shouted(event: ChatEvent): ChatEvent {
  return event.text === undefined ? event : { ...event, text: `${event.text}!` };
}

function refuse(messageId: string): Change {
  return (records) =>
    replaceOne(records, isAck(messageId), (record: RecordOf<"acknowledged">) => ({
      ...{ at: record.at, type: "refused", client: record.client, messageId },
      ...{ code: "not-found", isDefinite: true },
    }));
}

/** Ann is told that two events are not delivered, and does not ask for them. */
function insertGap(): Change {
  return (records) => {
    const isSkipped: Test = (r) =>
      r.type === "observed" && r.client === "ann" && r.conversationId === ROOM && [4, 5].includes(r.event.seq);
    const index = records.findIndex(isSkipped);
    const at = records[index]?.at ?? 0;
    remove(isSkipped)(records);
    records.splice(index, 0, { at, type: "gap", client: "ann", conversationId: ROOM, epoch: EPOCH, after: 5 });
  };
}

/** Between the two messages that the group socket heard there was a third. */
function insertMissed(): Change {
  return (records) => {
    const index = records.findIndex((r) => r.type === "overheard" && r.text.startsWith("ben-3"));
    const record = records[index];
    if (record?.type !== "overheard") throw new Error("The group socket heard ben.");
    const first = records.findIndex((r) => r.type === "overheard");
    records[first] = { ...record, text: "ann-0 hello" };
    changeLog(LOBBY, (events) => [
      ...events.slice(0, 2),
      { seq: 3, kind: "message", userId: "u_ann", text: "ann-0 hello", clientMessageId: "ann-0" },
      ...events.slice(2).map((event) => ({ ...event, seq: event.seq + 1 })),
    ])(records);
  };
}

function afterLeaving(records: readonly HistoryRecord[]): { readonly index: number; readonly at: number } {
  const index = records.findIndex((r) => r.type === "membership" && r.change === "leave" && r.stage === "answered");
  return { index: index + 1, at: (records[index]?.at ?? 0) + 0.5 };
}

function showAfterLeaving(): Change {
  return (records) => {
    const seen = records.find((r) => r.type === "observed" && r.client === "ann" && isMessage(r, "ann-2"));
    const { index, at } = afterLeaving(records);
    if (seen?.type === "observed") records.splice(index, 0, { ...seen, client: "ben", at });
  };
}

function readAfterLeaving(): Change {
  return (records) => {
    const { index, at } = afterLeaving(records);
    const read = {
      type: "read",
      client: "ben",
      begunAt: at,
      conversationId: ROOM,
      epoch: EPOCH,
      after: 9,
      head: 5,
      events: [],
    } as const;
    records.splice(index, 0, { at, ...read });
  };
}

function showDirectToThird(): Change {
  return (records) => {
    const seen = records.find((r) => r.type === "observed" && r.conversationId === DIRECT);
    if (seen?.type !== "observed") throw new Error("Ben wrote to ann.");
    records.unshift({ at: 0, type: "client", client: "eve", userId: "u_eve", transport: "websocket" });
    records.push({ ...seen, client: "eve" }, { at: seen.at, type: "closed", client: "eve" });
  };
}

function showTypingAfterLeaving(): Change {
  return (records) => {
    const { index, at } = afterLeaving(records);
    const activity = { conversationId: ROOM, activity: "typing", userId: "u_ann" } as const;
    records.splice(
      index,
      0,
      { at, type: "activity", ...activity },
      { at: at + 0.1, type: "activity-shown", client: "ben", ...activity },
    );
  };
}

function delayPast(isIt: Test): Change {
  return (records) => {
    const index = records.findIndex(isIt);
    const [record] = records.splice(index, 1);
    const healed = records.find((r) => r.type === "healed");
    if (record === undefined || healed?.type !== "healed") throw new Error("Both are there.");
    records.push({ ...record, at: healed.at + healed.withinMs + 1 });
  };
}
