import { expect, test } from "bun:test";
import { countedUnread } from "./counted-unread.ts";

test.each([
  [undefined, 5],
  [{ notify: "default" }, 5],
  [{ notify: "all" }, 5],
  [{ notify: "mentions" }, 2],
  [{ notify: "none" }, 0],
  [{ archivedMessageCount: 9 }, 0],
  [{ archivedMessageCount: 8 }, 5],
  [{ archivedMessageCount: 8, notify: "mentions" }, 2],
  [{ isMarkedUnread: true }, 5],
] as const)("with the settings %o, 5 unread messages with 2 mentions count as %p", (settings, expected) => {
  expect(countedUnread({ messageCount: 9, settings }, { messageCount: 5, mentionCount: 2 })).toBe(expected);
});

test("a mark counts where nothing is unread, but not in a muted conversation", () => {
  const read = { messageCount: 0, mentionCount: 0 };
  expect(countedUnread({ messageCount: 9, settings: { isMarkedUnread: true } }, read)).toBe(1);
  expect(countedUnread({ messageCount: 9, settings: { isMarkedUnread: true, notify: "mentions" } }, read)).toBe(0);
});
