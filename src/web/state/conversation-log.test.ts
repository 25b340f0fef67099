import { describe, expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import type { ConversationEvent, HistoryPage, HistoryRange } from "../../client/index.ts";
import { ConversationLog, ROWS_MAX } from "./conversation-log.ts";

const ann = { id: "u_ann", nickname: "ann" };

function message(seq: number): ConversationEvent {
  return { type: "message", seq, at: seq, by: ann, clientMessageId: `m_${seq}`, text: `${seq}` };
}

/** A conversation with `length` messages on the server, and the page's log of it. */
function conversationOf(length: number) {
  const clock = new FakeClock();
  const server = { head: length, asked: [] as HistoryRange[] };
  const log = new ConversationLog(async (range): Promise<HistoryPage> => {
    server.asked.push(range);
    const limit = range.limit ?? 50;
    const last = range.after === undefined ? (range.before ?? server.head + 1) - 1 : Math.min(server.head, range.after + limit);
    const first = range.after === undefined ? Math.max(1, last - limit + 1) : range.after + 1;
    const events = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => message(first + index));
    return { type: "history-page", requestId: 1, conversationId: "lobby", floor: 0, head: server.head, events };
  }, clock);
  async function arrive(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      server.head += 1;
      log.receive(message(server.head));
    }
    await Promise.resolve();
  }
  return { log, clock, server, arrive, seqs: () => log.window.value.events.map((event) => event.seq) };
}

describe("the page's log of a conversation", () => {
  test("begins with the newest page", async () => {
    const { log, seqs } = conversationOf(120);
    await log.loadNewest();
    expect([seqs()[0], seqs().at(-1)]).toEqual([71, 120]);
    expect([log.hasOlder.value, log.hasNewer.value]).toEqual([true, false]);
  });

  test("takes events that arrived before its first page, and doubles nothing", async () => {
    const { log, seqs, arrive } = conversationOf(3);
    await arrive(2);
    await log.loadNewest();
    expect(seqs()).toEqual([1, 2, 3, 4, 5]);
  });

  test("renders the first event of a burst at once and the rest together", async () => {
    const { log, clock, seqs, arrive } = conversationOf(1);
    await log.loadNewest();
    await arrive(1);
    expect(seqs()).toEqual([1, 2]);
    await arrive(5);
    expect(seqs()).toEqual([1, 2]);
    clock.advance(100);
    await Promise.resolve();
    expect(seqs()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test("holds a bounded number of rows, through a burst of a thousand", async () => {
    const { log, seqs, arrive } = conversationOf(50);
    await log.loadNewest();
    await arrive(1_000);
    expect(seqs()).toHaveLength(ROWS_MAX);
    expect(seqs().at(-1)).toBe(1_050);
  });

  test("keeps the position of a reader further up when messages arrive", async () => {
    const { log, seqs, arrive } = conversationOf(400);
    await log.loadNewest();
    for (let page = 0; page < 5; page += 1) await log.loadOlder();
    log.isFollowing.value = false;
    const first = seqs()[0];
    await arrive(100);
    expect(seqs()[0]).toBe(first);
    expect(log.hasNewer.value).toBe(true);
    while (log.hasNewer.value) await log.loadNewer();
    expect(seqs().at(-1)).toBe(500);
  });

  test("starts anew after a gap, but leaves a reader of older messages where they are [P17b]", async () => {
    const { log, seqs, server } = conversationOf(100);
    await log.loadNewest();
    server.head = 5_000;
    log.isFollowing.value = false;
    log.skip({ type: "gap", logId: "lobby", after: 5_000, messageCount: 5_000, reason: "far" });
    expect(seqs().at(-1)).toBe(100);
    expect(log.hasNewer.value).toBe(true);
    log.skip({ type: "gap", logId: "lobby", after: 5_000, messageCount: 5_000, reason: "replaced" });
    expect(log.isLoaded.value).toBe(false);
    await log.loadNewest();
    expect(seqs().at(-1)).toBe(5_000);
  });

  test("keeps no line of a past that was replaced [P17c]", async () => {
    const { log } = conversationOf(100);
    log.unreadAfter.value = 90;
    await log.loadNewest();
    log.skip({ type: "gap", logId: "lobby", after: 5_000, messageCount: 5_000, reason: "far" });
    expect(log.unreadAfter.value).toBe(90);
    log.skip({ type: "gap", logId: "lobby", after: 40, messageCount: 40, reason: "replaced" });
    expect(log.unreadAfter.value).toBeUndefined();
  });

  test("goes to where the reading stopped, however far back that is", async () => {
    const { log, seqs } = conversationOf(1_000);
    log.unreadAfter.value = 400;
    log.isFollowing.value = false;
    await log.loadNewest();
    expect(log.isUnreadHeld.value).toBe(false);
    await log.loadUnread();
    expect([log.isUnreadHeld.value, log.hasOlder.value, log.hasNewer.value]).toEqual([true, true, true]);
    expect(seqs()).toContain(400);
    expect(seqs()).toContain(401);
  });

  test("asks for nothing when the line is held, or when nothing follows it", async () => {
    const { log, server } = conversationOf(100);
    await log.loadNewest();
    for (const unreadAfter of [undefined, 60, 100, 5_000]) {
      log.unreadAfter.value = unreadAfter;
      await log.loadUnread();
    }
    expect(server.asked).toHaveLength(1);
  });

  test("goes to the beginning and back to the end, each by one page", async () => {
    const { log, server, seqs } = conversationOf(20_000);
    await log.loadNewest();
    await log.loadOldest();
    expect([seqs()[0], log.hasOlder.value, log.hasNewer.value]).toEqual([1, false, true]);
    await log.loadNewest();
    expect([seqs().at(-1), log.hasOlder.value, log.hasNewer.value]).toEqual([20_000, true, false]);
    expect(server.asked).toHaveLength(3);
  });

  test("lets a jump overtake a page that is still on its way", async () => {
    const { log, seqs } = conversationOf(1_000);
    await log.loadNewest();
    await Promise.all([log.loadOlder(), log.loadOldest()]);
    expect(seqs()[0]).toBe(1);
    await Promise.all([log.loadNewer(), log.loadNewest()]);
    expect(seqs().at(-1)).toBe(1_000);
    expect(log.loading.value).toBe("nothing");
  });

  test("loses nothing that arrives during a jump to the end", async () => {
    const { log, seqs, arrive } = conversationOf(1_000);
    await log.loadNewest();
    await log.loadOldest();
    const jump = log.loadNewest();
    await arrive(3);
    await jump;
    log.flush();
    expect([seqs().at(-1), log.hasNewer.value]).toEqual([1_003, false]);
  });

  test("takes larger steps for a reader who waits at the edge, and holds no more for it", async () => {
    const { log, server, seqs } = conversationOf(2_000);
    await log.loadNewest();
    log.isFollowing.value = false;
    await log.loadOlder();
    while (log.hasOlder.value) await log.loadOlder(true);
    expect(server.asked.map(({ limit }) => limit).slice(0, 4)).toEqual([50, 50, 200, 200]);
    expect(seqs()).toHaveLength(ROWS_MAX);
    while (log.hasNewer.value) await log.loadNewer(true);
    expect(seqs()).toHaveLength(ROWS_MAX);
    expect(server.asked.length).toBeLessThan(25);
  });

  test("throws away an answer that a gap has overtaken", async () => {
    const { log, seqs } = conversationOf(100);
    const loading = log.loadNewest();
    log.skip({ type: "gap", logId: "lobby", after: 0, messageCount: 0, reason: "replaced" });
    await loading;
    expect(seqs()).toEqual([]);
    expect(log.loading.value).toBe("nothing");
  });
});
