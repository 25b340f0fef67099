import { expect, test } from "bun:test";
import { limits } from "../../client/index.ts";
import type { Key } from "./keys.ts";
import { SecretPrompt } from "./secret-prompt.ts";

function answered(...keys: readonly Key[]): Promise<string | undefined> {
  const prompt = new SecretPrompt();
  const answer = prompt.ask("Password: ");
  expect(prompt.question).toBe("Password: ");
  for (const key of keys) prompt.press(key);
  expect(prompt.question).toBeUndefined();
  return answer;
}

const typed = (text: string): Key => ({ type: "insert", text });

test("what was typed is the answer, with its corrections", async () => {
  expect(await answered(typed("密码🐟x"), { type: "backspace" }, { type: "enter" })).toBe("密码🐟");
  expect(await answered(typed("wrong"), { type: "erase-before" }, typed("right"), { type: "enter" })).toBe("right");
  expect(await answered(typed("kept"), { type: "older" }, { type: "left" }, { type: "enter" })).toBe("kept");
  expect(await answered({ type: "enter" })).toBe("");
});

test("a line break that was pasted with the password does not belong to it", async () => {
  expect(await answered(typed("correct horse\n"), { type: "enter" })).toBe("correct horse");
});

test("Ctrl-C and Ctrl-D leave without an answer", async () => {
  expect(await answered(typed("half"), { type: "interrupt" })).toBeUndefined();
  expect(await answered(typed("half"), { type: "end-of-input" })).toBeUndefined();
});

test("a question has nothing of the one before, and no more is kept than would be refused", async () => {
  const prompt = new SecretPrompt();
  const former = prompt.ask("one");
  prompt.press(typed("left over"));
  const next = prompt.ask("two");
  expect(await former).toBeUndefined();
  for (let count = 0; count < 3; count += 1) prompt.press(typed("x".repeat(limits.passwordBytesMax)));
  prompt.press({ type: "enter" });
  expect(await next).toHaveLength(limits.passwordBytesMax + 1);
});
