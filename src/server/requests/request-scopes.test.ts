import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type BotScope, botScopes } from "../../protocol/bots.ts";
import { frameScopes, requireFrameScope, requireScope } from "./request-scopes.ts";

const document = readFileSync(join(import.meta.dir, "../../../PROTOCOL.md"), "utf8");
const frames = Object.keys(frameScopes) as (keyof typeof frameScopes)[];

function framesInDocument(scope: BotScope): string[] {
  const row = document
    .split("\n")
    .find((line) => line.startsWith(`| \`${scope}\` | \`${frames.find((each) => frameScopes[each] === scope)}\``));
  return [...(row ?? "").matchAll(/`([a-z-]+)`/g)].slice(1).map(([, name = ""]) => name);
}

function isRefused(act: () => void): boolean {
  try {
    act();
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: "not-allowed" });
    return true;
  }
}

test("[P217a] a bot may send what the table in PROTOCOL.md names for its scopes, and nothing else; people have no scopes", () => {
  for (const scope of botScopes) {
    const grant = { scopes: [scope] };
    const allowed = frames.filter((type) => !isRefused(() => requireFrameScope(grant, type)));
    expect(allowed).toEqual(framesInDocument(scope) as typeof allowed);
    expect(allowed.length).toBeGreaterThan(0);
  }
  for (const type of frames) requireFrameScope(undefined, type);
});

test("what names no scope is for people only", () => {
  expect(isRefused(() => requireScope({ scopes: botScopes }, undefined))).toBe(true);
  expect(isRefused(() => requireScope(undefined, undefined))).toBe(false);
});
