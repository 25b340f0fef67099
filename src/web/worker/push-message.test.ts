import { expect, test } from "bun:test";
import { addressOf, noticeOf } from "./push-message.ts";

const place = { conversationId: "r_reef", seq: 7 };

test("a notification shows what the message says, and no more", () => {
  expect(noticeOf(JSON.stringify(place), "en")).toEqual({ title: "Shoal", body: "New message", place });
  const who = { ...place, by: "小鱼", room: "reef" };
  expect(noticeOf(JSON.stringify(who), "zh")).toEqual({ title: "小鱼 · reef", body: "有新消息", place });
  expect(noticeOf(JSON.stringify({ ...who, text: "see you" }), "en")).toMatchObject({ title: "小鱼 · reef", body: "see you" });
  expect(noticeOf(JSON.stringify({ ...place, by: "ann", text: "psst" }), "en")).toMatchObject({ title: "ann", body: "psst" });
  const lobby = { conversationId: "lobby", seq: 1, by: "ann", room: "lobby" };
  expect(noticeOf(JSON.stringify(lobby), "zh").title).toBe("ann · 大厅");
});

test.each(["", "null", "[]", "7", "{", '{"conversationId":7,"seq":"x","by":{}}'])(
  "whatever came, something is shown: %p",
  (text) => {
    expect(noticeOf(text, "en")).toEqual({ title: "Shoal", body: "New message" });
  },
);

test("a message has an address in the page", () => {
  expect(addressOf(place, "https://chat.test/reef/")).toBe("https://chat.test/reef/#c=r_reef&m=7");
  expect(addressOf({ conversationId: "../..//evil.test", seq: 1 }, "https://chat.test/")).toStartWith("https://chat.test/#c=");
});
