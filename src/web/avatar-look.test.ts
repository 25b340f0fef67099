import { expect, test } from "bun:test";
import { hueOf, initialsOf } from "./avatar-look.ts";

test("an avatar shows one character, or two initials of two words", () => {
  expect(initialsOf("ann")).toBe("A");
  expect(initialsOf("Ann Lee")).toBe("AL");
  expect(initialsOf("林小鱼")).toBe("林");
  expect(initialsOf("王 伟")).toBe("王");
  expect(initialsOf("👩‍👩‍👧 family")).toBe("👩‍👩‍👧");
  expect(initialsOf("ben 🐟")).toBe("B");
});

test("an avatar's colour depends on the person alone", () => {
  expect(hueOf("u_ann")).toBe(hueOf("u_ann"));
  expect(hueOf("u_ann")).not.toBe(hueOf("u_ben"));
});
