import { expect, test } from "bun:test";
import { readDialogues } from "./dialogues.ts";

test("two people of the pool speak in turn", () => {
  const steps = readDialogues('["吃了吗？", "吃了", "好"]\n["早"]\n');
  expect(steps.map(({ nickname }) => nickname)).toEqual(["小鱼", "阿海", "小鱼", "珊瑚"]);
  expect(steps.map((step) => step.does === "say" && step.text)).toEqual(["吃了吗？", "吃了", "好", "早"]);
});

test("a speaker never answers themselves", () => {
  const lines = Array.from({ length: 100 }, () => '["早", "早"]').join("\n");
  const names = readDialogues(lines).map(({ nickname }) => nickname);
  for (let index = 0; index < names.length; index += 2) expect(names[index]).not.toBe(names[index + 1]);
});

test("longer lines take longer, and time only goes forward", () => {
  const [short, long, next] = readDialogues('["早", "今天天气真好我们去海边吧"]\n["好"]').map(({ atMs }) => atMs);
  expect(short).toBe(1_120);
  expect(long).toBe(1_120 + 2_440);
  expect(next).toBe(1_120 + 2_440 + 3_000 + 1_120);
});

test("an error names the line that is not an array of turns", () => {
  expect(() => readDialogues('["早"]\n{"text": "早"}')).toThrow("Line 2");
});
