import { beforeEach, expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { limits } from "../../protocol/limits.ts";
import { Peers } from "./peers.ts";
import { Presence } from "./presence.ts";

let clock: FakeClock;
let presence: Presence;
let peers: Peers;

beforeEach(() => {
  clock = new FakeClock();
  presence = new Presence(clock);
  peers = new Peers(presence);
});

test("[P22f] [P22g] two who have each other in their lists are told of each other; a repetition is no news", () => {
  arrive("ann", ["ben"]);
  expect(changes()).toEqual([]);
  arrive("ben", ["ann"]);
  expect(peers.onlineOf("ben")).toEqual(["ann"]);
  expect(changes()).toEqual(["ann: +ben"]);
  arrive("ben", ["ann"]);
  expect(changes()).toEqual([]);
  for (let tab = 0; tab < 2; tab += 1) presence.disconnected("ben");
  expect(changes()).toEqual([]);
  clock.advance(limits.presenceLeaveDelayMs);
  expect(changes()).toEqual(["ann: -ben"]);
});

test("[P22g] who goes and is back before it was told never left", () => {
  arrive("ann", ["ben"]);
  arrive("ben", ["ann"]);
  changes();
  presence.disconnected("ben");
  clock.advance(limits.presenceLeaveDelayMs);
  arrive("ben", ["ann"]);
  expect(changes()).toEqual([]);
});

test("[P22h] a user in whose list the conversation is not is told nothing; listing and unlisting it tell", () => {
  arrive("ann", ["ben"]);
  arrive("ben", []);
  expect(changes()).toEqual(["ann: +ben"]);
  expect(peers.onlineOf("ben")).toEqual([]);
  peers.listed("ben", "d_ann_ben", "ann");
  expect(changes()).toEqual(["ben: +ann"]);
  peers.unlisted("ben", "d_ann_ben");
  expect(changes()).toEqual(["ben: -ann"]);
});

test("[P22h] a block is told like going, and arrivals behind it are not told at all", () => {
  arrive("ann", ["eve"]);
  arrive("eve", ["ann"]);
  changes();
  peers.blocked("ann", "eve", true);
  expect(changes()).toEqual(["ann: -eve", "eve: -ann"]);
  presence.disconnected("ann");
  // Ann's block holds while she is taken for online, and when she is back.
  arrive("eve", ["ann"]);
  expect(peers.onlineOf("eve")).toEqual([]);
  clock.advance(limits.presenceLeaveDelayMs);
  arrive("ann", ["eve"], ["eve"]);
  expect(changes()).toEqual([]);
  peers.blocked("eve", "ann", true);
  peers.blocked("ann", "eve", false);
  expect(changes()).toEqual([]);
  peers.blocked("eve", "ann", false);
  expect(changes()).toEqual(["eve: +ann", "ann: +eve"]);
});

test("[P22g] so many users are told at once, and the others next time", () => {
  const names = Array.from({ length: 10 }, (_, index) => `user-${index}`);
  for (const name of names) arrive(name, ["ann"]);
  arrive("ann", names);
  const told = [changes(4), changes(4), changes(4)];
  expect(told.map(({ length }) => length)).toEqual([4, 4, 2]);
  expect(new Set(told.flat()).size).toBe(10);
});

test("[P22g] a class that comes back at once: everyone is told of everyone, in one frame each", () => {
  const names = Array.from({ length: 40 }, (_, index) => `u_${index}`);
  const knownFromWelcome = names.map(
    (name) =>
      arrive(
        name,
        names.filter((each) => each !== name),
      ).length,
  );
  const told = [...peers.takeChanges(2_000)];
  expect(told).toHaveLength(39); // the last one has all in the welcome
  expect(sum(knownFromWelcome) + sum(told.map(({ online }) => online.length))).toBe(40 * 39);
  expect(changes()).toEqual([]);
});

test("what was kept of users goes with them", () => {
  for (const [name, friend] of [
    ["ann", "ben"],
    ["ben", "ann"],
  ] as const)
    arrive(name, [friend], ["u_eve"]);
  for (const name of ["ann", "ben"]) presence.disconnected(name);
  clock.advance(limits.presenceLeaveDelayMs);
  expect(changes()).toEqual([]);
  expect(arrive("ann", ["ben"])).toEqual([]);
  expect(changes()).toEqual([]);
});

function arrive(name: string, friends: readonly string[], blocked: readonly string[] = []): string[] {
  const directs = friends.map((friend) => [`d_${[name, friend].toSorted().join("_")}`, friend] as const);
  const online = peers.greeted(name, directs, blocked);
  presence.connected({ id: name, nickname: name }, []);
  return online;
}

function changes(peersMax = 2_000): string[] {
  return [...peers.takeChanges(peersMax)].map(({ userId, online, offline }) =>
    [`${userId}:`, ...online.map((id) => `+${id}`), ...offline.map((id) => `-${id}`)].join(" "),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
