import { expect, test } from "bun:test";
import { parseCommand } from "./commands.ts";

test("any line is text", () => {
  expect(parseCommand("小鱼 says hi")).toEqual({ type: "text", text: "小鱼 says hi" });
  expect(parseCommand('{"type":"ping"}')).toEqual({ type: "text", text: '{"type":"ping"}' });
  expect(parseCommand("//quit")).toEqual({ type: "text", text: "/quit" });
  expect(parseCommand("")).toEqual({ type: "nothing" });
});

test("commands begin with a slash", () => {
  expect(parseCommand("/ping")).toEqual({ type: "ping", text: "" });
  expect(parseCommand("/ping are you there")).toEqual({ type: "ping", text: "are you there" });
  expect(parseCommand("/binary 00 fF2a")).toEqual({ type: "binary", bytes: Uint8Array.of(0, 255, 42) });
  expect(parseCommand("/fragments 3 see you")).toEqual({ type: "fragments", count: 3, text: "see you" });
  expect(parseCommand("/close")).toEqual({ type: "close", code: undefined, reason: "" });
  expect(parseCommand("/close 4000 see you")).toEqual({ type: "close", code: 4000, reason: "see you" });
  expect(parseCommand("/wait 0.5")).toEqual({ type: "wait", delayMs: 500 });
  expect(parseCommand("/quit")).toEqual({ type: "close", code: 1000, reason: "" });
});

test.each([
  "/binary 0",
  "/binary xy",
  "/close soon",
  "/close 65536",
  `/close 1000 ${"鱼".repeat(42)}`,
  `/ping ${"a".repeat(126)}`,
  "/wait",
  "/fragments hello",
  "/fragments 0 hello",
  "/fragments 101 hello",
  "/fly",
])("an invalid command is not sent: %s", (line) => {
  expect(parseCommand(line)).toMatchObject({ type: "wrong" });
});
