import { expect, test } from "bun:test";
import { readFrameMessage } from "./frame-message.ts";

test("an event of the lab is read, and nothing else", () => {
  const push = { event: "push", data: { text: "<b>hi</b>", at: 1 } } as const;
  expect(readFrameMessage(push)).toEqual(push);
  expect(readFrameMessage({ event: "lab", data: { number: 1 } })).toBeDefined();
  const wrong = [
    undefined,
    "push",
    {},
    { event: "push" },
    { event: "push", data: { text: 1, at: 1 } },
    { event: "new", data: {} },
  ];
  for (const data of wrong) expect(readFrameMessage(data)).toBeUndefined();
});
