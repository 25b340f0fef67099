import { expect, test } from "bun:test";
import { Sealer } from "./sealer.ts";

test("[P162d] what a browser keeps for a moment can neither be read nor changed, and belongs to one key", () => {
  const sealer = new Sealer();
  const sealed = sealer.seal("a verifier 小鱼");
  expect(sealer.open(sealed)).toBe("a verifier 小鱼");
  expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("verifier");
  expect(sealer.seal("a verifier 小鱼")).not.toBe(sealed);
  expect(new Sealer().open(sealed)).toBeUndefined();
  const bytes = Buffer.from(sealed, "base64url");
  for (let index = 0; index < bytes.length; index += 1) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    expect(sealer.open(changed.toString("base64url"))).toBeUndefined();
  }
  for (const garbage of ["", "x", sealed.slice(0, -4), "A".repeat(5_000), "🐟"]) expect(sealer.open(garbage)).toBeUndefined();
});
