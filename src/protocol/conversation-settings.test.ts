import { expect, test } from "bun:test";
import * as v from "valibot";
import { conversationSettings, isArchived, isMuted } from "./conversation-settings.ts";

test.each([
  [7, undefined, false],
  [7, {}, false],
  [7, { notify: "none" }, false],
  [7, { archivedMessageCount: 7 }, true],
  [0, { archivedMessageCount: 0 }, true],
  [8, { archivedMessageCount: 7 }, false],
  [8, { archivedMessageCount: 7, notify: "all" }, false],
  [8, { archivedMessageCount: 7, notify: "default" }, false],
  [8, { archivedMessageCount: 7, notify: "mentions" }, true],
  [8, { archivedMessageCount: 7, notify: "none" }, true],
] as const)("[P100c] with %p messages and %o, archived is %p", (messageCount, settings, expected) => {
  expect(isArchived({ messageCount, settings })).toBe(expected);
});

test("[P71] a word for notifications that this version does not know mutes nothing", () => {
  const settings = v.parse(conversationSettings, { notify: "weekdays", mood: "calm" });
  expect(settings).toEqual({ notify: "default" });
  expect(isMuted({ settings })).toBe(false);
});
