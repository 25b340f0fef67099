import { expect, test } from "bun:test";
import type { Settings } from "../../../protocol/admin.ts";
import { changeSentences, changesOf, draftOf } from "./changes.ts";

const settings: Settings = {
  ...{ registration: "open", areGuestsAllowed: true, name: "Reef", welcome: "", messagesPerSecond: 10 },
  ...{ uploadBytesMax: 25 * 1024 * 1024, newcomerMinutes: 0, retentionDays: 0, retentionMessages: 0 },
};

test("only what is another value than before is asked for, and a size that no one typed stays to the byte", () => {
  expect(changesOf(settings, draftOf(settings))).toEqual({});
  expect(changesOf(settings, { ...draftOf(settings), welcome: "Hello", uploadBytesMax: "5", newcomerMinutes: "3" })).toEqual({
    ...{ welcome: "Hello", uploadBytesMax: 5_000_000, newcomerMinutes: 3 },
  });
  expect(changesOf(settings, { ...draftOf(settings), messagesPerSecond: "", newcomerMinutes: "x" })).toEqual({});
});

test("what was changed is told", () => {
  const after: Settings = { ...settings, name: "", registration: "closed", areGuestsAllowed: false, picture: "p_1" };
  expect(changeSentences(settings, settings)).toEqual([]);
  expect(changeSentences(settings, after)).toEqual([
    "Name of the server: Reef → none",
    "New people: Anyone → No one",
    "A nickname is enough to sign in (guests): yes → no",
    "The picture is another one.",
  ]);
});
