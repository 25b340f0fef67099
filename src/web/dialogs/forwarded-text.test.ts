import { expect, test } from "bun:test";
import { mentionsIn } from "../composer/mentions.ts";
import { forwardedText } from "./forwarded-text.ts";

const by = { id: "u_ben", nickname: "ben" };
const address = "http://chat.example/c/reef/7";

test("a message is forwarded as a quote with its author and its place", () => {
  expect(forwardedText({ text: "first\n> second", by }, address)).toBe(`> first\n> > second\nben · ${address}\n`);
});

test("the files of a message are named, with or without a text", () => {
  const files = [{ id: "f_1", name: "reef.png", type: "image/png", byteLength: 9 }];
  expect(forwardedText({ text: "", files, by }, address)).toBe(`> 📎 reef.png\nben · ${address}\n`);
});

test("a forwarded message mentions no one", () => {
  const text = forwardedText({ text: "@ann look\n@all too", by }, address);
  expect(mentionsIn(`${text}@ann`, [{ nickname: "ann", userId: "u_ann" }, { nickname: "all" }], 9)).toEqual([
    { start: text.length, length: 4, userId: "u_ann" },
  ]);
});
