import { describe, expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import type { HistoryPage } from "../../protocol/frames/history.ts";
import type { MessageEvent } from "../../protocol/messages.ts";
import type { HistoryRange } from "../shoal-client-options.ts";
import { TIMELINE_ROWS_MAX, Timeline } from "./timeline.ts";

const ann = { id: "u_ann", nickname: "ann" };

function message(seq: number): MessageEvent {
  return { type: "message", seq, at: seq, by: ann, clientMessageId: `m_${seq}`, text: `${seq}` };
}

/** A conversation with `length` messages on the server, and a timeline of it. */
function conversationOf(length: number) {
  const clock = new FakeClock();
  const server = { head: length, asked: [] as HistoryRange[] };
  const reader = { isAtEnd: true };
  const history = async (range: HistoryRange): Promise<HistoryPage> => {
    server.asked.push(range);
    const limit = range.limit ?? 50;
    const last = range.after === undefined ? (range.before ?? server.head + 1) - 1 : Math.min(server.head, range.after + limit);
    const first = range.after === undefined ? Math.max(1, last - limit + 1) : range.after + 1;
    const events = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => message(first + index));
    return { type: "history-page", requestId: 1, conversationId: "lobby", floor: 0, head: server.head, events };
  };
  const source = { conversationId: "lobby", clock, history, cursor: () => server.head, userId: () => "u_me" };
  const log = new Timeline(source, { isAtEnd: () => reader.isAtEnd });
  async function arrive(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      server.head += 1;
      log.receive(message(server.head));
    }
    await Promise.resolve();
  }
  return { log, reader, clock, server, arrive, seqs: () => log.entries.map(({ seq }) => seq) };
}

describe("a timeline", () => {
  test("begins with the newest page", async () => {
    const { log, seqs } = conversationOf(120);
    await log.loadNewest();
    expect([seqs()[0], seqs().at(-1)]).toEqual([71, 120]);
    expect([log.hasOlder, log.hasNewer]).toEqual([true, false]);
  });

  test("takes events that arrived before its first page, and doubles nothing", async () => {
    const { log, seqs, arrive } = conversationOf(3);
    await arrive(2);
    await log.loadNewest();
    expect(seqs()).toEqual([1, 2, 3, 4, 5]);
  });

  test("[P192a] drops what is not kept, with what waits to be shown; where nothing is left it is to be loaded again", async () => {
    const { log, seqs, arrive } = conversationOf(60);
    await log.loadNewest();
    await arrive(2);
    log.trim(55);
    expect(seqs()).toEqual([56, 57, 58, 59, 60, 61, 62]);
    expect([log.isLoaded, log.hasOlder, log.hasNewer]).toEqual([true, false, false]);
    log.trim(62);
    expect([seqs(), log.isLoaded, log.hasOlder]).toEqual([[], false, false]);
    await arrive(1);
    await log.loadNewest();
    expect(seqs()).toEqual([63]);
  });

  test("never changes in place what it gave away, from the first message on", async () => {
    const { log, arrive } = conversationOf(0);
    await log.loadNewest();
    await arrive(2);
    log.flush();
    const given = log.entries;
    await arrive(3);
    log.flush();
    expect([given.length, log.entries.length]).toEqual([2, 5]);
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
    expect(seqs()).toHaveLength(TIMELINE_ROWS_MAX);
    expect(seqs().at(-1)).toBe(1_050);
  });

  test("keeps the position of a reader further up when messages arrive", async () => {
    const { log, reader, seqs, arrive } = conversationOf(400);
    await log.loadNewest();
    for (let page = 0; page < 5; page += 1) await log.loadOlder();
    reader.isAtEnd = false;
    const first = seqs()[0];
    await arrive(100);
    expect(seqs()[0]).toBe(first);
    expect(log.hasNewer).toBe(true);
    while (log.hasNewer) await log.loadNewer();
    expect(seqs().at(-1)).toBe(500);
  });

  test("starts anew after a gap, but leaves a reader of older messages where they are [P17b]", async () => {
    const { log, reader, seqs, server } = conversationOf(100);
    await log.loadNewest();
    server.head = 5_000;
    reader.isAtEnd = false;
    log.skip({ type: "gap", logId: "lobby", after: 5_000, messageCount: 5_000, reason: "far" });
    expect(seqs().at(-1)).toBe(100);
    expect(log.hasNewer).toBe(true);
    log.skip({ type: "gap", logId: "lobby", after: 5_000, messageCount: 5_000, reason: "replaced" });
    expect(log.isLoaded).toBe(false);
    await log.loadNewest();
    expect(seqs().at(-1)).toBe(5_000);
  });

  test("goes to any place, however far back that is", async () => {
    const { log, reader, seqs } = conversationOf(1_000);
    reader.isAtEnd = false;
    await log.loadNewest();
    expect(log.holdsBehind(400)).toBe(false);
    await log.loadAround(401);
    expect([log.holdsBehind(400), log.hasOlder, log.hasNewer]).toEqual([true, true, true]);
    expect(seqs()).toContain(400);
    expect(seqs()).toContain(401);
  });

  test("asks for nothing when the place is held", async () => {
    const { log, server } = conversationOf(100);
    await log.loadNewest();
    for (const seq of [52, 61, 100, 101]) await log.loadAround(seq);
    expect(server.asked).toHaveLength(1);
  });

  test("goes to the beginning and back to the end, each by one page", async () => {
    const { log, server, seqs } = conversationOf(20_000);
    await log.loadNewest();
    await log.loadOldest();
    expect([seqs()[0], log.hasOlder, log.hasNewer]).toEqual([1, false, true]);
    await log.loadNewest();
    expect([seqs().at(-1), log.hasOlder, log.hasNewer]).toEqual([20_000, true, false]);
    expect(server.asked).toHaveLength(3);
  });

  test("lets a jump overtake a page that is still on its way", async () => {
    const { log, seqs } = conversationOf(1_000);
    await log.loadNewest();
    await Promise.all([log.loadOlder(), log.loadOldest()]);
    expect(seqs()[0]).toBe(1);
    await Promise.all([log.loadNewer(), log.loadNewest()]);
    expect(seqs().at(-1)).toBe(1_000);
    expect(log.loading).toBe("nothing");
  });

  test("loses nothing that arrives during a jump to the end", async () => {
    const { log, seqs, arrive } = conversationOf(1_000);
    await log.loadNewest();
    await log.loadOldest();
    const jump = log.loadNewest();
    await arrive(3);
    await jump;
    log.flush();
    expect([seqs().at(-1), log.hasNewer]).toEqual([1_003, false]);
  });

  test("takes larger steps for a reader who waits at the edge, and holds no more for it", async () => {
    const { log, reader, server, seqs } = conversationOf(2_000);
    await log.loadNewest();
    reader.isAtEnd = false;
    await log.loadOlder();
    while (log.hasOlder) await log.loadOlder(true);
    expect(server.asked.map(({ limit }) => limit).slice(0, 4)).toEqual([50, 50, 200, 200]);
    expect(seqs()).toHaveLength(TIMELINE_ROWS_MAX);
    while (log.hasNewer) await log.loadNewer(true);
    expect(seqs()).toHaveLength(TIMELINE_ROWS_MAX);
    expect(server.asked.length).toBeLessThan(25);
  });

  test("throws away an answer that a gap has overtaken", async () => {
    const { log, seqs } = conversationOf(100);
    const loading = log.loadNewest();
    log.skip({ type: "gap", logId: "lobby", after: 0, messageCount: 0, reason: "replaced" });
    await loading;
    expect(seqs()).toEqual([]);
    expect(log.loading).toBe("nothing");
  });

  test("[P46c] folds changes into the message, whether it was loaded, has just come, or is on its way in a page", async () => {
    const { log, server, arrive } = conversationOf(100);
    const texts = () => log.entries.slice(-3).map((entry) => entry.type === "message" && entry.text);
    await log.loadNewest();
    await arrive(1);
    const edit = (target: number, text: string) => {
      server.head += 1;
      log.receive({ type: "edit", seq: server.head, at: 1, by: ann, target, text });
    };
    edit(100, "loaded");
    edit(101, "new");
    edit(3, "elsewhere");
    log.flush();
    expect(texts()).toEqual(["99", "loaded", "new"]);
    expect(log.window.places).toEqual({ first: 51, last: 104 });
  });

  test("[P46c] counts a reaction once, when a page is older or newer than the events", async () => {
    const clock = new FakeClock();
    let cursor = 5;
    const page = Promise.withResolvers<HistoryPage>();
    const source = { conversationId: "lobby", clock, history: () => page.promise, cursor: () => cursor, userId: () => ann.id };
    const timeline = new Timeline(source);
    const react = (seq: number, target: number) => {
      cursor = seq;
      timeline.receive({ type: "react", seq, at: seq, by: ann, target, emoji: "👍" });
    };
    const loading = timeline.loadNewest();
    react(6, 1); // after the page was read, before it came
    const reacted = { ...message(2), reactions: [{ emoji: "👍", count: 1 }] };
    page.resolve({
      type: "history-page",
      requestId: 1,
      conversationId: "lobby",
      floor: 0,
      head: 5,
      first: 1,
      last: 5,
      events: [message(1), reacted],
    });
    await loading;
    const counts = () => timeline.entries.map((entry) => (entry.type === "message" ? (entry.reactions?.[0]?.count ?? 0) : 0));
    expect(counts()).toEqual([1, 1]);

    const newer = Promise.withResolvers<HistoryPage>();
    const other = new Timeline({ ...source, history: () => newer.promise });
    const otherLoading = other.loadNewest();
    newer.resolve({
      type: "history-page",
      requestId: 1,
      conversationId: "lobby",
      floor: 0,
      head: 8,
      first: 1,
      last: 8,
      events: [message(1), reacted],
    });
    await otherLoading;
    cursor = 7;
    other.receive({ type: "react", seq: 7, at: 7, by: { id: "u_ben", nickname: "ben" }, target: 2, emoji: "👍" }); // is in the page
    cursor = 9;
    other.receive({ type: "react", seq: 9, at: 9, by: { id: "u_ced", nickname: "ced" }, target: 2, emoji: "👍" });
    other.flush();
    expect(other.entries[1]).toMatchObject({ reactions: [{ emoji: "👍", count: 2 }] });
  });

  test("asks for pages without changes", async () => {
    const { log, server } = conversationOf(100);
    await log.loadNewest();
    expect(server.asked).toEqual([{ limit: 50, changes: false }]);
  });

  test("tells why a load failed, until one succeeds", async () => {
    const { log, server } = conversationOf(100);
    const clock = new FakeClock();
    const failing = new Timeline({
      conversationId: "lobby",
      clock,
      history: () => Promise.reject(new Error("no")),
      cursor: () => 0,
      userId: () => "",
    });
    await failing.loadNewest();
    expect([failing.error, failing.isLoaded, failing.loading]).toEqual([new Error("no"), false, "nothing"]);
    failing.clearError();
    expect(failing.error).toBeUndefined();
    await log.loadNewest();
    expect([log.error, server.asked.length]).toEqual([undefined, 1]);
  });
});
