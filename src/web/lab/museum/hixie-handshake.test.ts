import { expect, test } from "bun:test";
import { hixieExamples, hixieSteps, textOf } from "./hixie-handshake.ts";

test("the draft's own examples make the draft's own answers, and every step can be seen", () => {
  const [first, second] = hixieExamples.map(hixieSteps);
  expect(first?.numbers).toEqual([
    { digits: "4146546015", spaceCount: 5, value: 829309203 },
    { digits: "1299853100", spaceCount: 5, value: 259970620 },
  ]);
  expect(textOf(first?.answer ?? new Uint8Array())).toBe("8jKS'y:G*Co,Wxa-");
  expect(second?.numbers.map(({ value }) => value)).toEqual([155712099, 173347027]);
  expect(textOf(second?.answer ?? new Uint8Array())).toBe("fQJ,fN/4F4!~K~MH");
});

test("a server hangs up on keys without spaces or digits, on fractions, on large numbers, and on a body of another length", () => {
  const right = hixieExamples[0] ?? { key1: "", key2: "", body: "" };
  expect(hixieSteps(right)).toBeDefined();
  for (const key1 of ["", "12345", "no digits here", "1 1 1 1", "9999999999 "]) {
    expect([key1, hixieSteps({ ...right, key1 })]).toEqual([key1, undefined]);
  }
  for (const body of ["", "1234567", "123456789", "1234567鱼"]) {
    expect([body, hixieSteps({ ...right, body })]).toEqual([body, undefined]);
  }
});
