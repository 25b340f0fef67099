import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { message } from "../../client/testing/frames.ts";
import { Timeline } from "../../client/timeline/timeline.ts";
import type { HistoryPage } from "../../protocol/frames/history.ts";
import { TerminalLog } from "./terminal-log.ts";

function logOf(...pages: readonly (readonly number[])[]) {
  const waiting = [...pages];
  const history = async (): Promise<HistoryPage> => {
    const seqs = waiting.shift();
    if (seqs === undefined) throw new Error("There is no connection.");
    const events = seqs.map((seq) => message(seq));
    return { type: "history-page", requestId: 1, conversationId: "lobby", floor: 0, head: 6, events };
  };
  const source = { conversationId: "lobby", clock: new FakeClock(), history, cursor: () => 6, userId: () => "u_ann" };
  return new TerminalLog(
    (options) => new Timeline(source, options),
    () => {},
  );
}

const seqs = (log: TerminalLog) => log.entries.map(({ seq }) => seq);

test("reads page after page, says when there is no more, and tells why a page cannot be read", async () => {
  const log = logOf([4, 5, 6], [2, 3]);
  await log.timeline.loadNewest();
  expect(await log.loadOlder()).toBe(true);
  expect(seqs(log)).toEqual([2, 3, 4, 5, 6]);
  expect(log.loadOlder()).rejects.toThrow("There is no connection.");
  const whole = logOf([1, 2, 3, 4, 5, 6]);
  await whole.timeline.loadNewest();
  expect(await whole.loadOlder()).toBe(false);
});

test("a replaced past is forgotten, and its notices stay", async () => {
  const log = logOf([5, 6]);
  await log.timeline.loadNewest();
  log.say("hello");
  log.timeline.skip({ type: "gap", logId: "lobby", after: 9, messageCount: 9, reason: "replaced" });
  expect(seqs(log)).toEqual([]);
  log.say("again");
  expect(log.notices).toEqual([
    { text: "hello", afterSeq: 6 },
    { text: "again", afterSeq: 6 },
  ]);
});
