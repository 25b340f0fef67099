import { expect, test } from "bun:test";
import { mutationsOf } from "./mutations.ts";

function changes(line: string): string[] {
  return mutationsOf(`function work() {\n  ${line}\n}`).map(({ text }) => text.split("\n")[1]?.trim() ?? "");
}

test("an operator becomes its neighbour, each in a mutant of its own", () => {
  expect(changes("const isFull = count >= 3 && open === 0;")).toEqual([
    "const isFull = count >= 3 && open !== 0;",
    "const isFull = count > 3 && open === 0;",
    "const isFull = count >= 3 || open === 0;",
  ]);
});

test("a statement is left out", () => {
  expect(changes("this.#queue.clear();")).toEqual([""]);
  expect(changes("if (isOver) return;")).toEqual([""]);
  expect(changes("this.#count = 0;")).toEqual([""]);
});

test("quotes, comments and types stay", () => {
  expect(changes('const text = "a && b === true";')).toEqual([]);
  expect(changes("// a && b")).toEqual([]);
  expect(mutationsOf('import { a } from "b"; // true\nexport type Flag = true | false;')).toEqual([]);
});

test("a negation goes", () => {
  expect(changes("const next = (!isOver || retry);")).toContain("const next = (isOver || retry);");
});
