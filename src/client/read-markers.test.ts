import { beforeEach, expect, test } from "bun:test";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { READ_INTERVAL_MS, ReadMarkers } from "./read-markers.ts";
import type { Conversations } from "./sync/conversations.ts";
import { gap, room } from "./testing/frames.ts";

let clock: FakeClock;
let conversations: Conversations;
let told: unknown[];
let markers: ReadMarkers;

beforeEach(() => {
  clock = new FakeClock();
  told = [];
  markers = new ReadMarkers({ clock, conversations: () => conversations, transmit: (...marker) => told.push(marker) });
  stand({ head: 10 });
});

function stand(lobby: { head: number; readSeq?: number }): void {
  conversations = new Map([["lobby", room("lobby", lobby)]]);
}

test("[P24a] tells the first at once, and the last of many after a while", () => {
  markers.resume();
  for (const seq of [1, 2, 5, 4, 3]) markers.mark("lobby", seq);
  expect(told).toEqual([["lobby", 1]]);
  clock.advance(READ_INTERVAL_MS);
  expect(told).toEqual([
    ["lobby", 1],
    ["lobby", 5],
  ]);
});

test("[P24c] messages already read on another device are not marked again", () => {
  stand({ head: 10, readSeq: 6 });
  markers.resume();
  markers.mark("lobby", 6);
  expect(told).toEqual([]);
});

test("a marker does not move beyond the head", () => {
  markers.resume();
  markers.mark("lobby", 99);
  expect(told).toEqual([["lobby", 10]]);
});

test("a marker that the old connection may have lost is sent again, until it is confirmed", () => {
  markers.resume();
  markers.mark("lobby", 5);
  markers.pause();
  markers.mark("lobby", 7);
  markers.resume();
  expect(told).toEqual([
    ["lobby", 5],
    ["lobby", 7],
  ]);
  stand({ head: 10, readSeq: 7 });
  markers.pause();
  markers.resume();
  expect(told).toHaveLength(2);
});

test("a conversation that was left is forgotten", () => {
  conversations = new Map();
  markers.mark("lobby", 5);
  markers.resume();
  expect(told).toEqual([]);
});

test("pausing leaves no timer behind", () => {
  markers.resume();
  markers.mark("lobby", 5);
  markers.pause();
  expect(clock.pendingCount).toBe(0);
});

test("[P17c] the markers of a replaced past are forgotten", () => {
  markers.resume();
  markers.mark("lobby", 9);
  markers.skip(gap("lobby", 4, "replaced"));
  stand({ head: 4 });
  clock.advance(READ_INTERVAL_MS);
  markers.mark("lobby", 3);
  expect(told).toEqual([
    ["lobby", 9],
    ["lobby", 3],
  ]);
});

test("[P17b] messages read before a gap stay read", () => {
  markers.mark("lobby", 9);
  markers.skip(gap("lobby", 5_000));
  markers.resume();
  expect(told).toEqual([["lobby", 9]]);
});
