import { expect, test } from "bun:test";
import { inflateRawSync } from "node:zlib";
import { FrameDecoder } from "../../../wire/decode.ts";
import { deflated } from "./deflated.ts";

test("RFC 7692 7.2.3.4: a last block and a byte of zeros, in a frame with RSV1", async () => {
  const { frame } = await deflated("Hello");
  expect([...frame]).toEqual([0xc1, 0x08, 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00]);
  expect(() => [...new FrameDecoder({ sender: "server" }).decode(frame)]).toThrow("reserved bit");
});

test("what is said twice costs less with one window than apart, and comes back whole", async () => {
  const text = "Fish swim in shoals, and shoals swim in the sea. ".repeat(3);
  const { plainBytes, compressed, twiceApart, twiceTogether } = await deflated(text);
  expect(plainBytes).toBe(text.length);
  expect(compressed.length).toBeLessThan(plainBytes);
  expect(twiceTogether).toBeLessThan(twiceApart);
  expect(inflateRawSync(compressed).toString()).toBe(text);
});
