import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { EndedSessions } from "./ended-sessions.ts";

test("[P179f] a session that ended is known by its reason for longer than anything is under way, and then forgotten", () => {
  const clock = new FakeClock();
  const ended = new EndedSessions(clock);
  ended.add("s_ann", "banned");
  ended.add("s_ben", "signed-out");
  expect(() => ended.requireLive("s_ann")).toThrow(expect.objectContaining({ code: "banned" }));
  expect(() => ended.requireLive("s_ben")).toThrow(expect.objectContaining({ code: "signed-out" }));
  ended.requireLive("s_cleo");
  clock.advance(119_000);
  ended.add("s_dora", "banned");
  expect(() => ended.requireLive("s_ann")).toThrow();
  clock.advance(1_000);
  ended.add("s_ida", "banned");
  ended.requireLive("s_ann");
  expect(() => ended.requireLive("s_dora")).toThrow();
});

test("however many sessions end, a bounded number is kept", () => {
  const ended = new EndedSessions(new FakeClock());
  for (let index = 0; index <= 100_000; index += 1) ended.add(`s_${index}`, "banned");
  ended.requireLive("s_0");
  expect(() => ended.requireLive("s_1")).toThrow();
});
