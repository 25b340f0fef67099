import { describe, expect, test } from "bun:test";
import type { HistoryRecord } from "../record/records.ts";
import { checkHistory } from "./check.ts";
import type { FindingKind } from "./finding.ts";
import { goodHistory, LOBBY } from "./testing/good-history.ts";
import { plantedChangeFaults } from "./testing/planted-change-faults.ts";
import { isAck, isMessage, plantedFaults, remove, removeFromLog, replaceOne } from "./testing/planted-faults.ts";

test("a good history has no findings", () => {
  expect(check(goodHistory())).toEqual([]);
});

describe("a planted fault is found:", () => {
  const faults = [...plantedFaults, ...plantedChangeFaults];
  test.each(faults.map(([name, kind, change]) => ({ name, kind, change })))("$name ($kind)", ({ kind, change }) => {
    const records = goodHistory();
    const before = JSON.stringify(records);
    change(records);
    expect(JSON.stringify(records)).not.toBe(before);
    expect(check(records)).toContain(kind);
  });
});

describe("what is allowed is not found:", () => {
  test.each([true, false])("a message whose answer was lost is stored once or not at all (stored: %p)", (isStored) => {
    const records = goodHistory();
    replaceOne(records, isAck("ben-3"), ({ at }: HistoryRecord) => ({
      ...{ at, type: "refused", client: "ben", messageId: "ben-3" },
      ...{ code: "unavailable", isDefinite: false },
    }));
    if (!isStored) forget(records, "ben-3");
    expect(check(records)).toEqual([]);
  });

  test.each([
    ["stored", "unreact-1"],
    ["not stored", "edit-3"],
  ])("a change whose answer was lost is %s", (_, changeId) => {
    const records = goodHistory();
    replaceOne(
      records,
      (r) => r.type === "changed" && r.changeId === changeId,
      (answer: HistoryRecord) => ({ ...answer, code: "unavailable", isDefinite: false }),
    );
    expect(check(records)).toEqual([]);
  });

  test("messages acknowledged between a backup and its return are gone", () => {
    const records = goodHistory();
    const sent = records.findIndex((r) => r.type === "send" && r.messageId === "ben-3");
    const backupAt = (records[sent]?.at ?? 0) - 0.5;
    forget(records, "ben-3");
    expect(check(records)).toEqual(["lost"]);
    const healed = records.findIndex((r) => r.type === "healed");
    records.splice(healed, 0, { type: "restored", at: (records[healed]?.at ?? 0) - 0.5, backupAt });
    expect(check(records)).toEqual([]);
  });
});

function check(records: readonly HistoryRecord[]): FindingKind[] {
  return checkHistory(records, { lobbyId: LOBBY }).findings.map(({ kind }) => kind);
}

/** Nobody has seen it, and it is not stored. */
function forget(records: HistoryRecord[], messageId: string): void {
  removeFromLog(LOBBY, messageId)(records);
  remove((r) => (r.type === "observed" && isMessage(r, messageId)) || (r.type === "overheard" && r.text.startsWith(messageId)))(
    records,
  );
}
