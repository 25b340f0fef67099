import { expect, test } from "bun:test";
import type { MessageEvent } from "../../client/index.ts";
import { KEPT_CHARACTERS_MAX, KEPT_ENTRIES_MAX, keptLog, keptOfWindow, windowOf, withEvent } from "./kept-log.ts";

const ann = { id: "u_ann", nickname: "ann" };

function message(seq: number, text = `${seq}`): MessageEvent {
  return { type: "message", seq, at: seq, by: ann, clientMessageId: `m_${seq}`, text };
}

function messages(first: number, last: number): MessageEvent[] {
  return Array.from({ length: last - first + 1 }, (_, index) => message(first + index));
}

test("the newest entries are kept, as far as they have room", () => {
  expect(keptLog(messages(1, 80), 80)?.entries.map(({ seq }) => seq)).toEqual(messages(31, 80).map(({ seq }) => seq));
  expect(KEPT_ENTRIES_MAX).toBe(50);
  const long = "x".repeat(KEPT_CHARACTERS_MAX / 3);
  expect(keptLog([message(1, long), message(2, long), message(3, long), message(4)], 4)?.entries).toHaveLength(3);
  expect(keptLog([], 4)).toBeUndefined();
});

test("a timeline is kept only when it holds the end of its log", () => {
  const window = { entries: messages(1, 3), places: { first: 1, last: 3 }, floor: 0, head: 3 };
  expect(keptOfWindow(window)).toEqual({ entries: window.entries, upTo: 3 });
  expect(keptOfWindow({ ...window, head: 4 })).toBeUndefined();
  expect(windowOf({ entries: window.entries, upTo: 5 })).toMatchObject({ places: { first: 1, last: 5 }, head: 5 });
});

test("events follow each other, or what is kept is of no use", () => {
  const kept = { entries: messages(1, 2), upTo: 2 };
  expect(withEvent(kept, message(2), ann.id)).toBe(kept);
  expect(withEvent(kept, message(3), ann.id)).toMatchObject({ upTo: 3, entries: { length: 3 } });
  expect(withEvent(kept, message(4), ann.id)).toBeUndefined();
  const lock = { type: "rules", seq: 3, at: 3, by: ann, rules: { isLocked: true } } as const;
  expect(withEvent(kept, lock, ann.id)).toMatchObject({ upTo: 3, entries: { length: 3 } });
  const hand = { type: "hand", seq: 3, at: 3, by: ann, user: ann, isRaised: true } as const;
  expect(withEvent(kept, hand, ann.id)).toMatchObject({ upTo: 3, entries: { length: 2 } });
  expect(withEvent(kept, { type: "unknown", seq: 3 } as never, ann.id)).toMatchObject({ upTo: 3, entries: { length: 2 } });
});

test("a deleted text leaves its message and the quotes of it", () => {
  const quoting = { ...message(2, "yes"), reply: { seq: 1, by: ann, text: "secret" } };
  const deletion = { type: "delete", seq: 3, at: 3, by: ann, target: 1 } as const;
  const kept = withEvent({ entries: [message(1, "secret"), quoting], upTo: 2 }, deletion, ann.id);
  expect(JSON.stringify(kept)).not.toContain("secret");
  expect(kept?.upTo).toBe(3);
});
