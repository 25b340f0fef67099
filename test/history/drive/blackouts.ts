import type { HistoryRecord } from "../record/records.ts";

/**
 * For every client and every time that this fault acted, in milliseconds: its longest wait for an acknowledgement, of the messages that it sent or waited for
 * while the fault acted. Clients without any are left out.
 */
export function blackoutsAt(records: readonly HistoryRecord[], fault: string): number[] {
  const acknowledgedAt = new Map<string, number>();
  for (const record of records) if (record.type === "acknowledged") acknowledgedAt.set(record.messageId, record.at);
  const waits = records.flatMap((record) => {
    const to = record.type === "send" ? acknowledgedAt.get(record.messageId) : undefined;
    return record.type === "send" && to !== undefined ? [{ client: record.client, from: record.at, to }] : [];
  });
  return timesOf(records, fault).flatMap((time) => {
    const longest = new Map<string, number>();
    for (const { client, from, to } of waits) {
      if (from < time.to && to > time.from) longest.set(client, Math.max(to - from, longest.get(client) ?? 0));
    }
    return [...longest.values()];
  });
}

function timesOf(records: readonly HistoryRecord[], fault: string): { readonly from: number; readonly to: number }[] {
  const times: { from: number; to: number }[] = [];
  let from: number | undefined;
  for (const record of records) {
    if (record.type !== "fault" || record.name !== fault) continue;
    if (record.stage === "begun") from = record.at;
    else if (from !== undefined) times.push({ from, to: record.at });
  }
  return times;
}
