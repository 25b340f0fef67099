import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { FileProgress } from "../../server/files/imported-files.ts";
import { Importer } from "./importer.ts";
import type { MovingReader } from "./records.ts";

const reader: MovingReader = {
  ...{ source: "elsewhere", eventCount: 0, notes: [] },
  async *records() {
    async function* bytes() {
      yield Uint8Array.of(1, 2, 3, 4);
    }
    yield { kind: "file", id: "f_1", byteLength: 4, bytes: bytes(), where: { file: "files/f_1" } };
  },
};

/** An import of one file, which is held for so long before anything is added to it. */
async function importHeldFor(heldMs: number): Promise<{ readonly added: number; readonly refusal: unknown }> {
  const clock = new FakeClock();
  const startedAt = clock.monotonicNow();
  let added = 0;
  const target = {
    stepSize: { lines: 1, characters: 1 },
    run: async () => ({}),
    async addFile(_part: unknown, bytes: Uint8Array): Promise<FileProgress> {
      if (clock.elapsedMs(startedAt) < heldMs) throw new ShoalError("upload-locked");
      added += bytes.length;
      return added === 4 ? { state: "complete" } : { state: "partial", offset: added };
    },
    async [Symbol.asyncDispose]() {},
  };
  let isOver = false;
  let refusal: unknown;
  const running = new Importer({ clock, target, reader, hasPasswords: false, hasRoles: false })
    .run()
    .catch((error: unknown) => {
      refusal = error;
    })
    .finally(() => {
      isOver = true;
    });
  while (!isOver) {
    clock.advance(250);
    await Bun.sleep(0);
  }
  await running;
  return { added, refusal };
}

test("an import waits for a file that a killed import still holds, and refuses one that stays held", async () => {
  expect(await importHeldFor(10_000)).toEqual({ added: 4, refusal: undefined });
  expect(await importHeldFor(60_000)).toMatchObject({
    added: 0,
    refusal: { message: expect.stringContaining("Another import of the same data is under way") },
  });
});
