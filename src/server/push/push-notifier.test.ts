import { expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { limits } from "../../protocol/limits.ts";
import type { Log } from "../log.ts";
import { folderSecrets } from "../shared-secrets.ts";
import type { PushRecords, PushTarget, PushTargets } from "../storage/push-records.ts";
import type { LogAppend } from "../storage/storage.ts";
import { DELIVERIES_MAX, Deliveries, RETRIES_WAITING_MAX, RETRY_DELAYS_MS } from "./deliveries.ts";
import { PENDING_CONVERSATIONS_MAX, PUSH_DELAY_MS, PushNotifier } from "./push-notifier.ts";
import type { PushAnswer } from "./push-transport.ts";
import { newBrowserKeys } from "./testing/browser-keys.ts";
import { Vapid } from "./vapid.ts";
import { openVapidKeys } from "./vapid-keys.ts";

const by = { id: "u_ann", nickname: "ann" };
const log: Log = { info() {}, warn() {}, error: (_message, error) => Promise.reject(error) };

function append(logId: string, seq: number): LogAppend {
  const event = { type: "message", seq, at: 0, by, clientMessageId: `m_${seq}`, text: "hello" } as const;
  return { logId, kind: "room", after: seq - 1, messageCount: seq, events: [event] };
}

/** A room whose members have a device each, and a push service that answers as it is told. */
async function roomOf(memberCount: number, answer: () => Promise<PushAnswer>) {
  const folder = await temporaryFolder();
  const clock = new FakeClock();
  const { keys } = newBrowserKeys();
  const targets = Array.from({ length: memberCount }, (_, index): PushTarget => {
    const session = { userId: `u_${index}`, sessionId: `s_${index}`, endpoint: `https://push.test/${index}`, keys };
    return { ...session, content: "who-and-what", seq: 1, isCall: true };
  });
  const questions: string[] = [];
  const page = (items: readonly PushTarget[]): PushTargets => ({
    items,
    messages: [{ type: "message", seq: 1, at: 0, by, clientMessageId: "m_1", text: "hello" }],
    roomName: "reef",
  });
  const storage: PushRecords = {
    subscribePush: () => Promise.resolve(),
    unsubscribePush: () => Promise.resolve(),
    async listPushTargets({ conversationId, after, limit }) {
      questions.push(conversationId);
      const start = Number(after) || 0;
      const next = start + limit < memberCount && { next: String(start + limit) };
      return { ...page(targets.slice(start, start + limit)), ...next };
    },
    async findPushTarget(_conversationId, _since, sessionId) {
      return page(targets.filter((target) => target.sessionId === sessionId));
    },
  };
  const state = { delivered: 0, atOnce: 0, atOnceMax: 0 };
  const transport = {
    accepts: () => Promise.resolve(true),
    async deliver() {
      state.atOnce += 1;
      state.atOnceMax = Math.max(state.atOnceMax, state.atOnce);
      const answered = await answer();
      state.atOnce -= 1;
      state.delivered += 1;
      return answered;
    },
  };
  const vapid = new Vapid(await openVapidKeys(folderSecrets(folder.path)), "mailto:ops@example.org", clock);
  const deliveries = new Deliveries({ transport, clock, log, onGone: () => Promise.resolve() });
  const heardSessions = async () => new Set<string>();
  const notifier = new PushNotifier({ storage, clock, log, vapid, deliveries, heardSessions });
  return { notifier, deliveries, clock, state, questions, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test("a burst in a room of 1,000 devices asks the storage once, and sends one message to each, a few at a time", async () => {
  const answers = () => new Promise<PushAnswer>((resolve) => setImmediate(() => resolve({ status: 201 })));
  await using room = await roomOf(1_000, answers);
  for (let seq = 1; seq <= 2_000; seq += 1) room.notifier.committed([append("r_reef", seq)]);
  // A commit has done nothing yet but to remember the room: posts and the fan-out wait for no device.
  expect(room.questions).toEqual([]);
  expect(room.state.delivered).toBe(0);
  room.clock.advance(PUSH_DELAY_MS);
  await eventually(() => expect(room.state.delivered).toBe(1_000));
  expect(room.questions).toHaveLength(5);
  expect(room.state.atOnceMax).toBeLessThanOrEqual(16);
  room.notifier.close();
});

test("[P130f] a push service that hangs holds no more than is allowed to wait, and the rest is dropped", async () => {
  const never = new Promise<PushAnswer>(() => {});
  await using room = await roomOf(DELIVERIES_MAX + 500, () => never);
  room.notifier.committed([append("r_reef", 1)]);
  room.clock.advance(PUSH_DELAY_MS);
  await eventually(() => expect(room.deliveries.hasRoom).toBe(false));
  const asked = room.questions.length;
  expect(asked).toBe(DELIVERIES_MAX / 200);
  // The next conversation finds no room, and is not read at all.
  room.notifier.committed([append("r_other", 1)]);
  room.clock.advance(PUSH_DELAY_MS);
  await Bun.sleep(0);
  expect(room.questions).toHaveLength(asked);
  room.notifier.close();
});

test("[P130f] a push service that is down is tried again for a bounded number of messages, a bounded number of times", async () => {
  const count = RETRIES_WAITING_MAX + 500;
  await using room = await roomOf(count, () => Promise.resolve({ status: 503 }));
  room.notifier.committed([append("r_reef", 1)]);
  room.clock.advance(PUSH_DELAY_MS);
  let expected = count;
  await eventually(() => expect(room.state.delivered).toBe(expected));
  for (const delayMs of RETRY_DELAYS_MS) {
    await Bun.sleep(0);
    room.clock.advance(delayMs);
    expected += RETRIES_WAITING_MAX;
    await eventually(() => expect(room.state.delivered).toBe(expected));
  }
  await Bun.sleep(0);
  room.clock.advance(60 * 60 * 1000);
  await Bun.sleep(0);
  expect(room.state.delivered).toBe(expected);
  room.notifier.close();
});

test("no more conversations wait than are allowed to, and none after the end", async () => {
  await using room = await roomOf(1, () => Promise.resolve({ status: 201 }));
  const ids = Array.from({ length: PENDING_CONVERSATIONS_MAX + 10 }, (_, index) => `r_${index}`);
  for (const id of ids) room.notifier.committed([append(id, 1)]);
  room.clock.advance(PUSH_DELAY_MS);
  await eventually(() => expect(room.questions).toHaveLength(PENDING_CONVERSATIONS_MAX));
  // One device of them all, which is sent a few.
  expect(room.state.delivered).toBeLessThanOrEqual(limits.pushSubscriptionsPerUserMax);
  room.notifier.committed([append("r_again", 1)]);
  room.notifier.close();
  room.notifier.committed([append("r_late", 1)]);
  room.clock.advance(PUSH_DELAY_MS);
  await Bun.sleep(0);
  expect(room.questions).toHaveLength(PENDING_CONVERSATIONS_MAX);
});
