import { expect, test } from "bun:test";
import type { HistoryRecord, NewRecord } from "../record/records.ts";
import { blackoutsAt } from "./blackouts.ts";

test("a blackout is the longest wait of each client that a fault fell into", () => {
  const send = (client: string, messageId: string, sentAt: number, acknowledgedAt?: number): [number, NewRecord][] => [
    [sentAt, { type: "send", client, messageId, conversationId: "c", text: messageId, isUnanswered: false }],
    ...(acknowledgedAt === undefined
      ? []
      : [[acknowledgedAt, { type: "acknowledged", client, messageId, seq: 1, epoch: "e" }] as [number, NewRecord]]),
  ];
  const records = [
    [100, { type: "fault", name: "node-kill", stage: "begun" }],
    [200, { type: "fault", name: "node-kill", stage: "over" }],
    ...send("ann", "before", 0, 99),
    ...send("ann", "through", 90, 400),
    ...send("ann", "short", 150, 160),
    ...send("ben", "within", 110, 130),
    ...send("cat", "after", 201, 999),
    ...send("dan", "never", 150),
  ] as [number, NewRecord][];
  const inOrder = records.toSorted(([one], [other]) => one - other).map(([at, record]) => ({ ...record, at }) as HistoryRecord);
  expect(blackoutsAt(inOrder, "node-kill")).toEqual([310, 20]);
  expect(blackoutsAt(inOrder, "bus-down")).toEqual([]);
});
