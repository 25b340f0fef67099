import { expect, test } from "bun:test";
import written from "../src/operator/moving/slack/emoji-names.json" with { type: "json" };
import { emojiNames } from "./emoji-names.ts";

test("the names of emoji that the import of Slack's exports knows are those of the data: scripts/list-emoji-names.ts writes them", () => {
  expect(written as Record<string, string>).toEqual(emojiNames());
  expect(emojiNames()).toMatchObject({ "+1": "👍", heart: "❤️", tada: "🎉" });
});
