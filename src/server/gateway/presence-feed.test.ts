import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { type DownFrame, parseDown } from "../../protocol/frames/down.ts";
import type { Presence as PresenceFrame } from "../../protocol/frames/presence.ts";
import { LOBBY_ID } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import { Presence } from "../presence/presence.ts";
import { Typing } from "../presence/typing.ts";
import { Connection } from "./connection.ts";
import { PresenceFeed } from "./presence-feed.ts";
import { ReadersFeed } from "./readers-feed.ts";

const silent = new ReadersFeed({ listReadMarkers: async () => undefined }, { info() {}, warn() {}, error() {} });

test("[P22b] the changes of a quarter of a second leave in one frame of each kind", () => {
  const clock = new FakeClock();
  const typing = new Typing(clock);
  const feed = new PresenceFeed(new Presence(clock), typing, silent);
  const frames: DownFrame[] = [];
  const connection = new Connection({ send: (text) => frames.push(parseDown(text)) > 0, close() {} }, clock, { address: "" });
  feed.watch(connection, LOBBY_ID);
  const [ann, ben] = ["ann", "ben"].map((nickname) => ({ id: `u_${nickname}`, nickname }));
  if (ann === undefined || ben === undefined) throw new Error("Both are there.");
  for (const isOnline of [true, false, true]) {
    for (const person of [ann, ben]) feed.presenceChanged(LOBBY_ID, person, isOnline);
    for (const person of [ann, ben]) if (typing.started(LOBBY_ID, person)) feed.typingChanged(LOBBY_ID);
  }
  expect(frames).toEqual([]);
  feed.flush();
  feed.flush();
  expect(frames.map(({ type }) => type)).toEqual(["presence", "typists"]);
});

test("while memberships may be old nothing is told; then all that changed", () => {
  const clock = new FakeClock();
  const feed = new PresenceFeed(new Presence(clock), new Typing(clock), silent);
  const frames: DownFrame[] = [];
  const connection = new Connection({ send: (text) => frames.push(parseDown(text)) > 0, close() {} }, clock, { address: "" });
  feed.watch(connection, LOBBY_ID);
  feed.isCurrent = () => false;
  feed.presenceChanged(LOBBY_ID, { id: "u_ann", nickname: "ann" }, true);
  feed.flush();
  expect(frames).toEqual([]);
  feed.isCurrent = () => true;
  feed.flush();
  expect(frames.map(({ type }) => type)).toEqual(["presence"]);
});

test("[P22b] the changes of a crowd are sent a page at a time, until all were sent", () => {
  const clock = new FakeClock();
  const frames: PresenceFrame[] = [];
  const presenceFeed: PresenceFeed = new PresenceFeed(presence(), new Typing(clock), silent);
  const connection = new Connection({ send: (text) => frames.push(JSON.parse(text)) > 0, close() {} }, clock, { address: "" });
  presenceFeed.watch(connection, LOBBY_ID);
  const crowd = Array.from({ length: 2 * limits.membersPerPageMax + 1 }, (_, index) => ({
    id: `u_${index}`,
    nickname: `${index}`,
  }));
  for (const isOnline of [true, false]) {
    for (const person of crowd) presenceFeed.presenceChanged(LOBBY_ID, person, isOnline);
    frames.length = 0;
    for (let interval = 0; interval < 5; interval += 1) presenceFeed.flush();
    const told = frames.map(({ online, offline }) => (isOnline ? online.map(({ id }) => id) : offline));
    expect(told.map((ids) => ids.length)).toEqual([limits.membersPerPageMax, limits.membersPerPageMax, 1]);
    expect(told.flat()).toEqual(crowd.map(({ id }) => id));
  }

  function presence(): Presence {
    return new Presence(clock);
  }
});
