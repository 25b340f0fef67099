import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { clause, rfc, websocketDraft } from "./rules.ts";

test("a rule has the address of its very place", () => {
  expect(rfc(6455, "5.3")).toEqual({ name: "RFC 6455, 5.3", address: "https://www.rfc-editor.org/rfc/rfc6455.html#section-5.3" });
  expect(websocketDraft("hixie", 76, "5.2").address).toEndWith("/draft-hixie-thewebsocketprotocol-76#section-5.2");
  expect(clause("P62").address).toEndWith("/protocol.txt#:~:text=P62");
});

test("every clause that the lab names stands in PROTOCOL.md", async () => {
  const root = join(import.meta.dir, "../../../..");
  const protocol = readFileSync(join(root, "PROTOCOL.md"), "utf8");
  const named: string[] = [];
  for await (const path of new Bun.Glob("**/*.{ts,tsx}").scan(join(import.meta.dir, ".."))) {
    const text = readFileSync(join(import.meta.dir, "..", path), "utf8");
    named.push(...[...text.matchAll(/\bclause\("(\w+)"\)/g)].map(([, id = ""]) => id));
  }
  expect(named).not.toEqual([]);
  for (const id of named) expect(protocol).toContain(`**${id}**`);
});
