import { expect, test } from "bun:test";
import type { OwnDataLine } from "../../client/index.ts";
import { exportedFile } from "./exported-file.ts";

async function* lines(count: number, last = "end"): AsyncGenerator<OwnDataLine> {
  for (let number = 1; number < count; number += 1) yield { type: "message", number };
  yield { type: last };
}

test("[P178a] an export becomes a file with every line, and tells how far it is", async () => {
  const told: number[] = [];
  const file = await exportedFile(lines(4_500), (count) => told.push(count));
  const all = (await file.text()).trimEnd().split("\n");
  expect([all.length, all.at(-1)]).toEqual([4_500, '{"type":"end"}']);
  expect(told).toEqual([2_000, 4_000, 4_500]);
});

test("[P178a] one that was cut off is no file", async () => {
  await expect(exportedFile(lines(3, "message"), () => {})).rejects.toMatchObject({ code: "unavailable" });
});
