import { beforeEach, expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { limits } from "../../protocol/limits.ts";
import { Presence } from "./presence.ts";

const ann = { id: "u_ann", nickname: "ann" };
const ben = { id: "u_ben", nickname: "ben" };
let clock: FakeClock;
let news: string[];
let presence: Presence;

beforeEach(() => {
  clock = new FakeClock();
  news = [];
  presence = new Presence(clock);
  presence.onChange = (conversationId, person, isOnline) => {
    news.push(`${person.nickname} ${isOnline ? "came to" : "left"} ${conversationId}`);
  };
});

test("[P22e] a connected user is online in all their conversations", () => {
  presence.connected(ann, ["lobby", "r_1"]);
  expect(news).toEqual(["ann came to lobby", "ann came to r_1"]);
  expect([...presence.onlineIn("r_1").values()]).toEqual([ann]);
});

test("[P22e] a reload is no leave", () => {
  presence.connected(ann, ["lobby"]);
  presence.disconnected(ann.id);
  clock.advance(limits.presenceLeaveDelayMs - 1);
  presence.connected(ann, ["lobby"]);
  clock.advance(limits.presenceLeaveDelayMs * 2);
  expect(news).toEqual(["ann came to lobby"]);
});

test("[P22e] a user who stays away is offline after 20 s", () => {
  presence.connected(ann, ["lobby"]);
  presence.disconnected(ann.id);
  clock.advance(limits.presenceLeaveDelayMs);
  expect(news).toEqual(["ann came to lobby", "ann left lobby"]);
  expect(presence.isOnline(ann.id)).toBe(false);
  expect(presence.onlineIn("lobby").size).toBe(0);
});

test("a second tab keeps a person online when the first one is closed", () => {
  presence.connected(ann, ["lobby"]);
  presence.connected(ann, ["lobby"]);
  presence.disconnected(ann.id);
  clock.advance(limits.presenceLeaveDelayMs * 2);
  expect(presence.isOnline(ann.id)).toBe(true);
});

test("joining and leaving a room shows there and nowhere else", () => {
  presence.connected(ann, ["lobby"]);
  presence.connected(ben, ["lobby", "r_1"]);
  news.length = 0;
  presence.joined(ann.id, "r_1");
  presence.joined(ann.id, "r_1");
  presence.left(ann.id, "r_1");
  presence.left(ann.id, "r_1");
  expect(news).toEqual(["ann came to r_1", "ann left r_1"]);
});

test("close leaves no timer behind", () => {
  presence.connected(ann, ["lobby"]);
  presence.disconnected(ann.id);
  presence.close();
  expect(clock.pendingCount).toBe(0);
});
