import { expect, test } from "bun:test";
import type { ConversationEvent } from "../../client/index.ts";
import { TerminalLog } from "./terminal-log.ts";

const ann = { id: "u_ann", nickname: "ann" };

function message(seq: number): ConversationEvent {
  return { type: "message", seq, at: 0, by: ann, clientMessageId: `m_0000000${seq}`, text: String(seq) };
}

function page(...seqs: readonly number[]) {
  return { type: "history-page", requestId: 1, conversationId: "lobby", floor: 0, head: 9, events: seqs.map(message) } as const;
}

const seqs = (log: TerminalLog) => log.events.map(({ seq }) => seq);

test("live events and history are one log, each event once", () => {
  const log = new TerminalLog();
  log.add(message(5));
  log.add(message(6));
  log.add(message(6));
  log.fill({ ...page(4, 5), events: [message(4), message(5)] });
  expect(seqs(log)).toEqual([4, 5, 6]);
  expect(log.hasOlder).toBe(true);
  log.fill(page(1, 2, 3));
  expect(seqs(log)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(log.hasOlder).toBe(false);
});

test("a replaced past is forgotten, and its notices stay", () => {
  const log = new TerminalLog();
  log.fill(page(1, 2));
  log.say("hello");
  log.forget();
  expect(seqs(log)).toEqual([]);
  expect(log.isLoaded).toBe(false);
  log.say("again");
  expect(log.notices).toEqual([
    { text: "hello", afterSeq: 2 },
    { text: "again", afterSeq: 2 },
  ]);
});
