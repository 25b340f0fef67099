import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { limits } from "../../protocol/limits.ts";
import { Typing } from "./typing.ts";

const ann = { id: "u_ann", nickname: "ann" };

test("[P23a] typing wears off by itself", () => {
  const clock = new FakeClock();
  const typing = new Typing(clock);
  expect(typing.started("lobby", ann)).toBe(true);
  clock.advance(limits.typingLifetimeMs - 1);
  expect(typing.expire()).toEqual([]);
  clock.advance(1);
  expect(typing.expire()).toEqual(["lobby"]);
  expect(typing.in("lobby")).toEqual([]);
});

test("[P23a] saying it again is no news, and makes it last longer", () => {
  const clock = new FakeClock();
  const typing = new Typing(clock);
  typing.started("lobby", ann);
  clock.advance(limits.typingRepeatMs);
  expect(typing.started("lobby", ann)).toBe(false);
  clock.advance(limits.typingLifetimeMs - 1);
  expect(typing.in("lobby")).toEqual([ann]);
});

test("[P23b] a message ends it", () => {
  const typing = new Typing(new FakeClock());
  typing.started("lobby", ann);
  expect(typing.stopped("lobby", ann.id)).toBe(true);
  expect(typing.stopped("lobby", ann.id)).toBe(false);
  expect(typing.in("lobby")).toEqual([]);
});
