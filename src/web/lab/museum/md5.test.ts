import { expect, test } from "bun:test";
import { hexOf } from "../hex.ts";
import { md5 } from "./md5.ts";

test("it is what the runtime's own MD5 is, around the ends of blocks, too", () => {
  for (let length = 0; length <= 200; length++) {
    const message = Uint8Array.from({ length }, (_, index) => (index * 37 + length) % 256);
    expect(hexOf(md5(message)).join("")).toBe(new Bun.CryptoHasher("md5").update(message).digest("hex"));
  }
});
