import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { Timeline } from "../../client/timeline/timeline.ts";
import type { HistoryPage } from "../../protocol/frames/history.ts";
import { ConversationLog } from "./conversation-log.ts";

const ann = { id: "u_ann", nickname: "ann" };

function conversationOf(length: number) {
  const asked: object[] = [];
  const history = async (range: { limit?: number | undefined; after?: number | undefined }): Promise<HistoryPage> => {
    asked.push(range);
    const { limit = 50 } = range;
    const first = (range.after ?? length - limit) + 1;
    const events = Array.from({ length: limit }, (_, index) => {
      const seq = first + index;
      return { type: "message" as const, seq, at: seq, by: ann, clientMessageId: `m_${seq}`, text: `${seq}` };
    });
    return { type: "history-page", requestId: 1, conversationId: "lobby", floor: 0, head: length, events };
  };
  const source = { conversationId: "lobby", clock: new FakeClock(), history, cursor: () => length, userId: () => "u_me" };
  const log = new ConversationLog((options) => new Timeline(source, options));
  return { log, asked };
}

test("the line of what is new is loaded, however far back it is, and only when it is not", async () => {
  const { log, asked } = conversationOf(1_000);
  log.unreadAfter.value = 400;
  log.isFollowing.value = false;
  await log.loadNewest();
  expect([log.isUnreadHeld.value, log.hasNewer.value]).toEqual([false, false]);
  await log.loadUnread();
  expect([log.isUnreadHeld.value, log.hasOlder.value, log.hasNewer.value]).toEqual([true, true, true]);
  for (const unreadAfter of [undefined, 400, 1_000, 5_000]) {
    log.unreadAfter.value = unreadAfter;
    await log.loadUnread();
  }
  expect(asked).toHaveLength(2);
});

test("a past that is gone has no place for its reader [P17c]", async () => {
  const { log } = conversationOf(100);
  log.unreadAfter.value = 90;
  await log.loadNewest();
  log.place = { seq: 80, top: 0 };
  log.timeline.skip({ type: "gap", logId: "lobby", after: 40, messageCount: 40, reason: "replaced" });
  log.forgetPlaces();
  expect(log.place).toBeUndefined();
  expect(log.unreadAfter.value).toBeUndefined();
  expect(log.isLoaded.value).toBe(false);
});
